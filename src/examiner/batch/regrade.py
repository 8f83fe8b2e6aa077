"""Grades aside, says who would change and why, and applies it: a transaction a submission, in any number of runs.

A result lies aside until it is in the gradebook, in ``autograded/``, in the history and among the reports. Writing it
twice comes to the same, so that whatever is cut off is done again from there.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterator, Sequence
from functools import partial
from typing import Self

import nbformat

from examiner.batch import stored
from examiner.batch.aside import Aside
from examiner.batch.causes import Causes, keep_basis
from examiner.batch.index import Index
from examiner.batch.runner import Batch
from examiner.batch.same_line import settled
from examiner.batch.writing import Writing
from examiner.course.drop_in import HAND_MARKS
from examiner.course.lock import the_only_writer
from examiner.course.results import clear_drafts, last_graded
from examiner.course.rulings import read_rulings
from examiner.gradebook.lateness import LatePenalties
from examiner.gradebook.preview import Preview
from examiner.gradebook.reading import Gradebook, Known
from examiner.model import Held, Marks, Report, Verdict
from examiner.model.regrading import StudentChange, student_change
from examiner.pipeline import Graded


class Regrade:
    """A regrade of one assignment; a context manager that holds the course's lock.

    Parameters
    ----------
    batch : Batch
        Grades; nothing of it is written but by :meth:`apply`.
    students : sequence of str
        Whose submissions.
    force : bool
        Grade again also what depends on nothing that has changed.
    """

    def __init__(self, batch: Batch, students: Sequence[str], *, force: bool = False) -> None:
        self.batch, self.students, self._force = batch, students, force
        self.unjudged: list[Report] = []  # that hold no scores: they change nothing, and nothing of them is applied
        self.told: list[str] = []  # what staff are told of the changes
        self._aside = Aside(batch.loaded)
        self._index = Index(batch.loaded, batch.boxed)
        self._done: list[str] = []
        self._open = contextlib.ExitStack()

    def __enter__(self) -> Self:
        self._open.enter_context(the_only_writer(self.batch.course))
        self._open.callback(self.batch.close)
        self._aside.clear_drafts()
        clear_drafts(self.batch.course, self.batch.assignment)
        keep_basis(self.batch.loaded)
        return self

    def __exit__(self, *failure: object) -> None:
        self._open.close()

    def grade(self) -> Generator[Report, None, None]:
        """Grade aside what is not there yet; yield the reports as they come, those that are there first."""
        todo = []
        kept = {} if self._force else self.batch.unchanged(self.students, self._index)
        for student in self.students:
            there = self._ready(student)
            if there is not None:
                self._done.append(student)
                yield there
            elif student in kept:
                yield kept[student]
            else:
                todo.append(student)
        self._index.look_at(todo)
        with contextlib.closing(self.batch.results(todo)) as results:
            for graded in results:
                if graded.report.outcome is Verdict.GRADED:
                    self._aside.store(graded)
                    self._done.append(graded.report.student)
                else:
                    self.unjudged.append(graded.report)
                yield graded.report

    def changes(self) -> list[StudentChange]:
        """Return who changes, in the order of their names; nothing is written.

        Raises
        ------
        GradebookError
            If the gradebook cannot be read, or does not fit the assignment.
        """
        course, assignment = self.batch.course, self.batch.assignment
        earlier = {name: last_graded(course, name, assignment) for name in self._done}
        former = {name: report for name, report in earlier.items() if report is not None}
        before = {one.student: one for one in Gradebook(course).marks(assignment, former.values())}
        causes, known = Causes(course), Known.of(course, assignment)
        found: list[StudentChange] = []
        self.told = []
        with self._preview() as preview:
            for graded in self._results():
                report, old = graded.report, former.get(graded.report.student)
                held = self._held(preview, graded, old)
                after = Marks.of(report, held, known.places, known.titles)
                change = student_change(before.get(report.student), after, partial(causes.between, old, report))
                found += [] if change is None else [change]
        return sorted(found, key=lambda one: one.student)

    def apply(self, why: str = "") -> Generator[Report, None, None]:
        """Write what lies aside; yield each report once it is in the gradebook and on disk.

        Parameters
        ----------
        why : str
            The reason, for the history.
        """
        with self.batch.gradebook() as writer, contextlib.ExitStack() as until_the_end:
            until_the_end.callback(self._index.save)
            writing = Writing(self.batch, writer, self._index, why=why)
            for graded in self._results():
                problems = len(self.batch.problems)
                report = writing.write(graded)
                if len(self.batch.problems) == problems:
                    self._aside.drop(report.student)
                yield report
                if self.batch.stopped:
                    return

    def _ready(self, student: str) -> Report | None:
        """Return what lies aside of a student, if it is of what would be graded now and was not applied."""
        there = self._aside.load(student)
        if there is None:
            return None
        self._index.look_at([student])
        stored_one = self.batch.stored.get(student)
        applied = stored_one is not None and stored_one == there.report
        if applied or stored.key_now(self.batch.loaded, student, self.batch.boxed) != there.report.key:
            self._aside.drop(student)
            return None
        return there.report

    def _results(self) -> Iterator[Graded]:
        """Yield what lies aside, as it counts beside the results of others."""
        loaded = (self._aside.load(student) for student in self._done)
        others = stored.others(self.batch.course, self.batch.assignment, self._done)
        there = (graded for graded in loaded if graded is not None)
        yield from settled(there, others, self.batch.settings.same_line)

    @contextlib.contextmanager
    def _preview(self) -> Iterator[Preview | None]:
        """Open the gradebook for looking; none where there is no gradebook yet."""
        batch, course = self.batch, self.batch.course
        if course.gradebook is not None and not course.gradebook.is_file():
            yield None
            return
        config = course.settings.nbgrader_config()
        with Preview(
            course.gradebook_url,
            course.settings.course_id,
            masters={book.stem: nbformat.read(book.master, as_version=4) for book in batch.loaded.books},
            config=config,
            late=LatePenalties(config, course.root),
            rulings=lambda: read_rulings(course),
        ) as preview:
            yield preview

    def _held(self, preview: Preview | None, graded: Graded, old: Report | None) -> Held | None:
        if preview is None:
            return None
        by_hand = HAND_MARKS in self.batch.settings.as_nbgrader  # every mark by hand is asked for again
        found = preview.after(graded.report, graded.notebooks, None if by_hand else old)
        if found is None:
            return None
        self.told += found.written.told(graded.report)
        return found.held
