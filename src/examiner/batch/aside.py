"""Results that nobody has applied yet: whole or not at all, each under the key that it was made for."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat

from examiner.course.errors import CourseError
from examiner.course.results import read_report
from examiner.course.sharing import share
from examiner.model import durable
from examiner.pipeline import Graded, LoadedAssignment

_REPORT = "report.json"


class Aside:
    """The results of a regrade of one assignment.

    Parameters
    ----------
    loaded : LoadedAssignment
        What is graded.
    """

    def __init__(self, loaded: LoadedAssignment) -> None:
        self._course, self._assignment = loaded.course, loaded.assignment

    def load(self, student: str) -> Graded | None:
        """Return a student's result; None if there is none that can be read."""
        folder = self._folder(student)
        try:
            report = read_report(folder / _REPORT)
            books = {path.stem: nbformat.read(path, as_version=4) for path in sorted(folder.glob("*.ipynb"))}
        except (CourseError, OSError, ValueError):
            return None
        return Graded(report, books) if report.student == student else None

    def store(self, graded: Graded) -> None:
        """Keep a result."""
        self._course.make_state()
        place = self._folder(graded.report.student)
        with durable.new_folder(place) as draft:
            for name, notebook in graded.notebooks.items():
                nbformat.write(notebook, draft / f"{name}.ipynb")
            (draft / _REPORT).write_text(graded.report.dumps(), encoding="utf-8")
        share(self._course, place)

    def drop(self, student: str) -> None:
        """Remove a result that was applied, or is of no use any more."""
        folder = self._folder(student)
        (folder / _REPORT).unlink(missing_ok=True)  # first: without it there is no result
        shutil.rmtree(folder, ignore_errors=True)

    def clear_drafts(self) -> None:
        """Remove what a process that was killed has left; only for the one writer."""
        durable.clear_drafts_of(self._folder(student) for student in self._course.students(self._assignment))

    def _folder(self, student: str) -> Path:
        return self._course.regrade(self._assignment) / self._course.report_json(student, self._assignment).stem
