"""What of a course git must not take: students' work and marks, and the course's secret."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

from examiner.course.layout import STATE, Course
from examiner.starting.steps import ADDED, LEFT, MADE, Step, with_lines

NAME = ".gitignore"
_WHY = "# What must not leave this machine: students' work and marks, and the secret that hidden inputs are drawn from."
_INSIDE = "student/assignment/file"  # stands for whatever lies in a folder


def ignored_lines(course: Course) -> Iterator[Step]:
    """Yield the lines that a course's ``.gitignore`` lacks, and what git has already.

    A folder that no git repository holds, and that has no such file, is left alone.
    """
    root, place = course.root, course.root / NAME
    if not place.is_file() and not any((folder / ".git").exists() for folder in (root, *root.parents)):
        yield Step(NAME, LEFT, "no git repository holds this folder, so that none can publish students' work")
        return
    data = place.read_bytes() if place.is_file() else b""
    missing = []
    for line, inside in _private(course):
        if _tracks(root, line):
            yield Step(
                line.strip("/*"), LEFT, "git has files of it already: look whether they are students', or secret"
            )
        elif not _ignores(root, line, inside, data):
            missing.append(line)
    if missing:
        yield Step(NAME, ADDED if data else MADE, ", ".join(missing), with_lines(data, [_WHY, *missing]))
    else:
        yield Step(NAME, LEFT, "it keeps private what has to be")


def _private(course: Course) -> Iterator[tuple[str, str]]:
    """Yield the lines that are needed, each with a path that it keeps out."""
    yield f"/{STATE}/", f"{STATE}/secret"
    if course.gradebook is not None and course.gradebook.is_relative_to(course.root):
        name = course.gradebook.relative_to(course.root).as_posix()
        yield f"/{name}*", name
    folders = course.folders
    for name in (folders.submitted, folders.autograded, folders.feedback):
        yield f"/{name}/", f"{name}/{_INSIDE}"


def _ignores(root: Path, line: str, inside: str, data: bytes) -> bool:
    """Whether git keeps a path out; where git cannot be asked, whether the line stands in the file."""
    code = _git(root, "check-ignore", "-q", "--", inside)
    return code == 0 if code in (0, 1) else line.encode() in data.splitlines()


def _tracks(root: Path, line: str) -> bool:
    return _git(root, "ls-files", "--error-unmatch", "--", line.strip("/*")) == 0


def _git(root: Path, *arguments: str) -> int:
    """Return what git ends with; something else than 0 and 1 where it is not there or refuses."""
    try:
        return subprocess.run(["git", "-C", str(root), *arguments], capture_output=True).returncode
    except OSError:
        return -1
