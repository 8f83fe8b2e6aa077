"""Puts results into the gradebook and on disk: the one place where a batch writes what it found."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from typing import Protocol

from examiner.batch import stored
from examiner.batch.index import Index
from examiner.batch.same_line import lines_of
from examiner.course.drop_in import HAND_MARKS
from examiner.course.errors import explained
from examiner.course.history import HistoryError, check_history
from examiner.course.layout import Course
from examiner.course.results import last_graded, store
from examiner.gradebook.errors import GradebookError, GradebookFull
from examiner.gradebook.writer import GradebookWriter
from examiner.model import Fault, FaultKind, Report
from examiner.pipeline import Graded, LoadedAssignment

FULL = (errno.ENOSPC, errno.EDQUOT)  # nothing that comes after could be written either


class Run(Protocol):
    """What a run tells those who started it."""

    course: Course
    assignment: str
    loaded: LoadedAssignment
    warnings: list[str]
    problems: list[str]
    stopped: bool
    untouched: set[str]

    def fault(self, student: str, fault: Fault) -> Graded:
        """Return the result of a submission that could not be judged or written."""


class Writing:
    """Writes the results of a run.

    Parameters
    ----------
    run : Run
        The run; it is told what went wrong.
    writer : GradebookWriter
        The open gradebook.
    index : Index
        What was written before.
    why : str
        The reason, for the history.
    """

    def __init__(self, run: Run, writer: GradebookWriter, index: Index, why: str = "") -> None:
        self._run, self._writer, self._index, self._why = run, writer, index, why

    def kept(self, reports: Iterable[Report]) -> Iterator[Graded]:
        """Yield stored results; without their notebooks where nothing is to be written of them."""
        held: dict[str, str] | None = None
        for report in reports:
            held = self._writer.states(self._run.assignment) if held is None else held
            name = report.student
            if self._index.is_written(name, report.key, held.get(name)) and not lines_of(report):
                self._run.untouched.add(name)
                yield Graded(report)
            else:
                yield stored.kept(self._run.loaded, report)

    def write(self, graded: Graded) -> Report:
        """Write one result: the gradebook first, so that a stored report means that its marks are in it.

        A full disk ends the run: it would refuse all others too, and each of them has cost minutes.
        """
        report, run = graded.report, self._run
        if report.cached and report.student in run.untouched:
            return report
        place = run.course.autograded(report.student, report.assignment)
        former = report if report.cached else last_graded(run.course, report.student, report.assignment)
        if HAND_MARKS in run.course.settings.as_nbgrader and not report.cached:
            former = None  # every mark by hand is asked for again
        try:
            unread = [] if report.cached else check_history(run.course, report.student, report.assignment)
            written = self._writer.write(report, graded.notebooks, former=former)
            told = written.told(report)
            if not report.cached:
                store(run.course, report, graded.notebooks, self._why)
        except GradebookError as error:
            return self._unwritten(report.student, str(error), isinstance(error, GradebookFull))
        except HistoryError as error:
            return self._unwritten(report.student, str(error), False)
        except OSError as error:
            return self._unwritten(report.student, explained(error, place), error.errno in FULL)
        run.warnings += [*unread, *told]
        if written and not told:  # else it shall be told again
            self._index.add(report, written.state)
        return report

    def _unwritten(self, student: str, why: str, stop: bool) -> Report:
        """Return what is told of a submission whose result could not be written: it has none."""
        self._run.problems.append(f"{student}: {why}")
        self._run.stopped = stop
        return self._run.fault(student, Fault(FaultKind.NOT_WRITTEN, why)).report
