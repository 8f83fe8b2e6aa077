"""Grading what is as it was: nothing is hashed or written again, and nothing that changed is passed over."""

from __future__ import annotations

import concurrent.futures
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from nbgrader.api import Gradebook
from tests.fixtures.commands import OneThread

from examiner import pipeline
from examiner.batch.index import Index
from examiner.batch.runner import Batch
from examiner.course import stamps
from examiner.gradebook.writer import GradebookWriter
from examiner.model import Report, durable

Run = Callable[..., dict[str, Report]]


@pytest.fixture
def executor() -> Iterator[concurrent.futures.Executor]:
    """A thread of this process."""
    with OneThread() as found:
        yield found


@pytest.fixture
def grade(mini, server, executor) -> Run:
    """Grade the small course, whose files were last changed long ago."""

    def run(**options: object) -> dict[str, Report]:
        batch = Batch(mini.course, "mini", server=server, executor=executor)
        run.batch = batch  # type: ignore[attr-defined]
        return {report.student: report for report in batch.run(batch.students(), **options)}

    return run


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How often an upload was read, and a gradebook or a file written."""
    found = {"read": 0, "gradebook": 0, "files": 0}

    def counted(owner: object, name: str, what: str) -> None:
        real = getattr(owner, name)

        def count(*args: object, **given: object) -> object:
            found[what] += 1
            return real(*args, **given)

        monkeypatch.setattr(owner, name, count)

    counted(pipeline, "intake", "read")
    counted(GradebookWriter, "write", "gradebook")
    counted(durable, "_fill", "files")
    return found


@pytest.fixture
def settled(mini, grade, monkeypatch) -> SimpleNamespace:
    """Two students who were graded, and whose files are older than the clock's granularity."""
    monkeypatch.setattr(stamps, "_COARSEST", -(10**12))
    for name in ("ada", "bo"):
        (mini.submit(name).parent / "timestamp.txt").write_text("2026-01-31 12:00:00 UTC\n")
    grade()
    return mini


def test_what_is_unchanged_is_neither_read_nor_written(settled, grade, counts) -> None:
    before = (settled.root / "gradebook.db").read_bytes()
    found = grade()
    assert [report.cached for report in found.values()] == [True, True]
    assert counts == {"read": 0, "gradebook": 0, "files": 0}
    assert (settled.root / "gradebook.db").read_bytes() == before
    assert grade.batch.untouched == {"ada", "bo"}


def test_verify_hashes_again_and_ends_the_same(settled, grade, counts) -> None:
    found = grade(verify=True)
    assert [report.cached for report in found.values()] == [True, True]
    assert (counts["read"], counts["gradebook"], counts["files"]) == (2, 2, 0)


def test_without_the_index_all_is_hashed_once_and_then_no_more(settled, grade, counts) -> None:
    index = settled.course.index("mini")
    index.unlink()
    grade()
    assert counts["read"] == 2 and index.is_file()
    grade()
    assert counts["read"] == 2
    index.write_text("{")
    assert [report.cached for report in grade().values()] == [True, True]


def _swap(path: Path, old: str, new: str) -> None:
    """Change a file to another one of the same size and the same time of its last change."""
    status, text = path.stat(), path.read_text()
    assert len(old) == len(new) and old in text
    path.write_text(text.replace(old, new))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def _rewritten(path: Path, old: str, new: str) -> None:
    """Change a file to another one of the same size and the same time of its last change."""
    status, text = path.stat(), path.read_text()
    assert len(old) == len(new) and old in text
    path.write_text(text.replace(old, new))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


CHANGES = {  # file, what in it becomes what, and whose results depend on it
    "an answer, at the same size and time": ("submitted/ada/mini/mini.ipynb", "2 * x", "3 * x", {"ada"}),
    "a time stamp": ("submitted/ada/mini/timestamp.txt", "12:00", "13:00", {"ada"}),
    "the master's test": ("source/mini/mini.ipynb", "assert double(2)", "assert double(3)", {"ada", "bo"}),
    "a grader": ("graders/mini/test_double.py", "想想兩倍", "想想三倍", {"ada", "bo"}),
    "the settings": ("nbgrader_config.py", '"call_seconds": 2', '"call_seconds": 1', {"ada", "bo"}),
}


def test_whatever_a_result_depends_on_is_seen_to_change(settled, grade) -> None:
    def changed() -> set[str]:
        batch = Batch(settled.course, "mini", jobs=1)
        try:
            return set(batch.students()) - {*batch.unchanged(batch.students(), Index(batch.loaded, True))}
        finally:
            batch.close()

    assert changed() == set()
    for what, (name, old, new, who) in CHANGES.items():
        _rewritten(settled.root / name, old, new)
        assert changed() == who, what
        _rewritten(settled.root / name, new, old)
        assert changed() == set(), what
    for name, who in {"submitted/ada/mini/more.csv": {"ada"}, "source/mini/more.csv": {"ada", "bo"}}.items():
        (settled.root / name).write_text("1")
        assert changed() == who, name
        (settled.root / name).unlink()
    (settled.root / "autograded/ada/mini/mini.ipynb").unlink()
    assert changed() == {"ada"}


def test_a_file_that_was_changed_just_before_it_was_hashed_is_hashed_again(mini, grade, counts, monkeypatch) -> None:
    monkeypatch.setattr(stamps, "_COARSEST", 10**15)
    mini.submit("ada")
    grade()
    read = counts["read"]
    grade()
    assert counts["read"] == read + 1 and not grade.batch.untouched


def test_what_changed_in_the_gradebook_is_written_again(settled, grade, counts) -> None:
    url = f"sqlite:///{settled.root / 'gradebook.db'}"
    with Gradebook(url, "mini") as book:
        book.find_grade("test_double", "mini", "mini", "ada").auto_score = 1.0
        book.db.commit()
    grade()
    assert (counts["read"], counts["gradebook"]) == (0, 1)
    with Gradebook(url, "mini") as book:
        assert book.find_submission("mini", "ada").score == 10
        book.update_or_create_assignment("mini", duedate=datetime(2026, 1, 30))
    grade()
    assert counts["gradebook"] == 3  # both are late now
