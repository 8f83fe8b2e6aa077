"""Why a newer report says otherwise: which of the things that it depends on are not what they were."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from examiner.course.graders import PREFIX
from examiner.course.layout import Course
from examiner.course.sharing import share
from examiner.model import Report, TaskKey, durable
from examiner.model.digest import canonical
from examiner.pipeline import LoadedAssignment, depends_on

UNKNOWN = "unknown: what it was graded with was not recorded"
NOTHING = "same inputs"  # a result that differs all the same hangs on chance


def keep_basis(loaded: LoadedAssignment) -> None:
    """Write down what reports of now depend on beside their submissions, if that was not done before."""
    path = loaded.course.basis(loaded.fingerprint)
    if not path.is_file():
        loaded.course.make_state()
        durable.write_bytes(path, canonical(depends_on(loaded)) + b"\n")
        share(loaded.course, path)


class Causes:
    """What has changed between two reports of one submission.

    Parameters
    ----------
    course : Course
        The course, which keeps what reports were made with.
    """

    def __init__(self, course: Course) -> None:
        self._course = course
        self._bases: dict[str, Mapping[str, Any] | None] = {}

    def between(self, old: Report | None, new: Report, task: TaskKey | None = None) -> str:
        """Return what has changed, of that what a task depends on; None: any."""
        if old is None:
            return "first report"
        found = [*self._of_submission(old, new), *self._of_course(old, new)]
        own = [text for text, name in found if task is None or _concerns(name, task)]
        return "; ".join(own or [text for text, _ in found] or [NOTHING])

    def _of_submission(self, old: Report, new: Report) -> Iterator[tuple[str, str]]:
        known = bool(old.content and new.content)  # else of an earlier version, which tells the answers at most
        if old.content != new.content if known else _answers(old) != _answers(new):
            yield "submission", ""
        if (old.timestamp, old.unread_time) != (new.timestamp, new.unread_time):
            yield "time of handing in", ""
        if old.boxed != new.boxed:
            yield "box", ""

    def _of_course(self, old: Report, new: Report) -> Iterator[tuple[str, str]]:
        if old.secret_id != new.secret_id:
            yield "secret", ""
        if old.basis == new.basis and old.basis:
            return
        before, after = self._basis(old.basis), self._basis(new.basis)
        if before is None or after is None:
            yield from _told_versions(old.versions, new.versions)
            yield UNKNOWN, ""
            return
        for name, text in (("notebook", "master"), ("settings", "settings")):
            if before.get(name) != after.get(name):
                yield text, ""
        yield from _told_versions(before.get("versions", {}), after.get("versions", {}))
        for kind, text in (("graders", "grader"), ("files", "file")):
            one, other = before.get(kind, {}), after.get(kind, {})
            for name in sorted({*one, *other}):
                if one.get(name) != other.get(name):
                    yield f"{text} {name}", name if kind == "graders" else ""
        named = {"notebook", "settings", "versions", "graders", "files", "secret"}
        for name in sorted({*before, *after} - named):
            if before.get(name) != after.get(name):
                yield name, ""

    def _basis(self, fingerprint: str) -> Mapping[str, Any] | None:
        if fingerprint not in self._bases:
            try:
                found = json.loads(self._course.basis(fingerprint).read_bytes()) if fingerprint else None
            except (OSError, ValueError):
                found = None
            self._bases[fingerprint] = found if isinstance(found, dict) else None
        return self._bases[fingerprint]


def _answers(report: Report) -> dict[TaskKey, str]:
    return {task.key: task.answer for task in report.tasks}


def _told_versions(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield f"version of {name}: {old.get(name, 'none')} -> {new.get(name, 'none')}", ""


def _concerns(name: str, task: TaskKey) -> bool:
    """Say whether a task may depend on a file among the graders: not on another task's own."""
    path = PurePosixPath(name)
    if not (path.name.startswith(PREFIX) and path.suffix == ".py"):
        return True
    elsewhere = len(path.parts) > 1 and path.parts[0] != task.notebook
    return not elsewhere and path.stem.removeprefix(PREFIX) == task.grade_id.removeprefix(PREFIX)
