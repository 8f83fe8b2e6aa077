"""Write reports into nbgrader's gradebook, one transaction each."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Self

from nbformat import NotebookNode
from nbgrader import api, utils
from sqlalchemy import select
from sqlalchemy.orm import Session
from traitlets.config import Config

from examiner.gradebook.database import PATIENCE, Database
from examiner.gradebook.errors import GradebookError
from examiner.gradebook.grades import ask_for_person, ensure_submission, write_comments, write_scores
from examiner.gradebook.lateness import LatePenalties, settled_states
from examiner.gradebook.master import master_cells, update_notebook
from examiner.gradebook.ruled import counting_score, write_extension
from examiner.gradebook.states import states
from examiner.gradebook.written import Written
from examiner.model import Report, Task, TaskKey, Verdict
from examiner.model.cells import cells_of
from examiner.model.rulings import Rulings


class GradebookWriter:
    """The one writer of a course's gradebook; a context manager.

    Parameters
    ----------
    db_url : str
        As nbgrader's ``c.CourseDirectory.db_url``.
    course_id : str
        As nbgrader's ``c.CourseDirectory.course_id``. New assignments belong to it.
    patience : float
        Seconds that a locked database is waited for.
    config : Config, optional
        nbgrader's settings; the marks and stubs of its ``ClearSolutions`` are taken from there.
    late : LatePenalties, optional
        What is taken off for coming late; None: what was taken off stays.
    rulings : callable, optional
        Returns what staff have ruled; asked in each transaction, as they may rule meanwhile.

    Raises
    ------
    GradebookError
        If the database cannot be used. The message names the file and the remedy.
    """

    def __init__(
        self,
        db_url: str,
        course_id: str,
        *,
        patience: float = PATIENCE,
        config: Config | None = None,
        late: LatePenalties | None = None,
        rulings: Callable[[], Rulings] = Rulings,
    ) -> None:
        self._database = Database(db_url, patience=patience)
        if not course_id:
            raise GradebookError(
                "no course is named",
                self._database.where,
                "Set c.CourseDirectory.course_id in nbgrader_config.py.",
            )
        self._course_id = course_id
        self._config, self._late, self._rulings = config, late, rulings

    def __enter__(self) -> Self:
        self._database.prepare(self._course_id)
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def ensure_assignment(self, name: str, notebook_name: str, master: NotebookNode) -> None:
        """Make or update what the gradebook knows of an assignment's master notebook.

        The rows are those of ``nbgrader generate_assignment``. Where submissions exist already, cells may
        be added, reworded and given other points; every submission gets the rows for a new cell and waits
        for its score.

        Parameters
        ----------
        name : str
            The assignment.
        notebook_name : str
            The notebook's file name without ``.ipynb``.
        master : NotebookNode
            The master notebook.

        Raises
        ------
        GradebookError
            If a cell's metadata is unusable, or a cell is gone for which students have scores or comments.
        """
        place = f"{self._database.where} ({name}/{notebook_name})"
        cells = master_cells(master, f"{name}/{notebook_name}", self._config)

        def work(session: Session) -> None:
            assignment = _assignment(session, name)
            if assignment is None:
                assignment = api.Assignment(name=name, course_id=self._course_id)
                session.add(assignment)
                session.flush()
            update_notebook(session, assignment, notebook_name, cells, place)

        self._database.run(work)

    def write(
        self,
        report: Report,
        autograded: Mapping[str, NotebookNode] | None,
        *,
        notebook_name: str | None = None,
        former: Report | None = None,
    ) -> Written:
        """Write one report: the student, the submission, every grade and automatic comment.

        Manual marks, extra credit, manual comments and flags stay as they are. A rejected
        report changes nothing. A fault adds the submission if it is new and asks for a person on each of
        its grades; no score is written.

        Parameters
        ----------
        report : Report
            The result of grading one submission.
        autograded : mapping of str to NotebookNode or None
            The executed notebooks by name. Comments on one that is not there stay as they are.
        notebook_name : str, optional
            The only one of the assignment's notebooks to write.
        former : Report, optional
            What the gradebook's scores were written from: a mark by hand whose answer is the same there is not
            asked for again. Without it all are, but for those in a notebook that is not there: as by nbgrader.

        Returns
        -------
        Written

        Raises
        ------
        GradebookError
            If the assignment is unknown, or the report does not fit it.
        """
        if report.outcome is Verdict.REJECTED:
            return Written()
        books = autograded or {}
        same = _same_answers(report, former) if former is not None else _not_handed_in(report, books)
        return self._database.run(lambda session: self._write(session, report, books, notebook_name, same))

    def _write(
        self,
        session: Session,
        report: Report,
        autograded: Mapping[str, NotebookNode],
        name: str | None,
        same: set[TaskKey],
    ) -> Written:
        notebooks = self._notebooks(session, report, name)
        tasks = {book.name: self._fitting_tasks(session, report, book) for book in notebooks}
        handed_in, submitted = self._submission(session, report, notebooks[0].assignment)
        rulings = self._rulings()
        granted = rulings.of(report.assignment, report.student)
        if report.outcome is not Verdict.FAULT:
            write_extension(handed_in, granted)
        again: list[str] = []
        troubles: dict[str, None] = {}
        for book in notebooks:
            if report.outcome is Verdict.FAULT:
                ask_for_person(session, submitted[book.name].id)
                continue
            answers = _cells_by_id(autograded.get(book.name))
            known = {key.grade_id for key in same if key.notebook == book.name}
            again += write_scores(session, submitted[book.name].id, tasks[book.name], answers, known)
            if book.name in autograded:
                write_comments(session, submitted[book.name].id, answers)
            if self._late is not None:
                worth = counting_score(session, report, granted, book.name)
                troubles[self._late.assign(session, handed_in, submitted[book.name], worth)] = None
        session.flush()
        (state,) = states(session, report.assignment, rulings, handed_in.student_id).values()
        return Written(report.outcome is not Verdict.FAULT, tuple(again), "; ".join(filter(None, troubles)), state)

    def states(self, assignment: str) -> dict[str, str]:
        """Return what :func:`examiner.gradebook.lateness.settled_states` does."""
        return self._database.run(lambda session: settled_states(session, assignment, self._rulings(), self._late))

    def _submission(self, session: Session, report: Report, assignment: Any) -> tuple[Any, dict[str, Any]]:
        """Return the submitted assignment and its notebooks, made if new; of a graded one the time is the report's.

        A time that cannot be read does not erase the one that is there.
        """
        timestamp = self._timestamp(report)
        handed_in, submitted = ensure_submission(session, report, assignment, timestamp)
        if report.outcome is not Verdict.FAULT and not report.unread_time and handed_in.timestamp != timestamp:
            # Also from a time to none: formgrader compares it with timestamp.txt to tell whether the
            # submission on disk is the one that was graded.
            handed_in.timestamp = timestamp
        return handed_in, submitted

    def _timestamp(self, report: Report) -> datetime | None:
        """Return the time of submission in UTC without a zone, as nbgrader stores it."""
        if report.timestamp is None:
            return None
        try:
            parsed: datetime = utils.parse_utc(report.timestamp)
        except (ValueError, OverflowError, TypeError) as error:
            raise self._misfit(
                report,
                f"{report.timestamp!r} is no time",
                "Correct timestamp.txt in the submission's folder.",
            ) from error
        return parsed

    def _notebooks(self, session: Session, report: Report, name: str | None) -> list[Any]:
        """Return the rows of the assignment's notebooks, or of the one of a name."""
        assignment = _assignment(session, report.assignment)
        notebooks = list(assignment.notebooks) if assignment is not None else []
        chosen = [book for book in notebooks if name in (None, book.name)]
        if not chosen:
            missing = f"{report.assignment}/{name}" if name else report.assignment
            what, remedy = (
                f"the gradebook does not know {missing}",
                "Release the assignment first ('examiner release').",
            )
            raise self._misfit(report, what, remedy)
        return chosen

    def _fitting_tasks(self, session: Session, report: Report, notebook: Any) -> Mapping[str, Task]:
        """Return the report's tasks of one notebook by grade cell, if they are exactly those of the gradebook."""
        if report.outcome is not Verdict.GRADED:
            return {}
        remedy = "Release the assignment again ('examiner release'), then grade again."
        books = {book.name for book in notebook.assignment.notebooks}
        for name in sorted({task.notebook for task in report.tasks} - books):
            raise self._misfit(report, f"the gradebook has no notebook {name!r}", remedy)
        own = [task for task in report.tasks if task.notebook == notebook.name]
        tasks = {task.grade_id: task for task in own}
        known = {
            cell.name: cell
            for kind in (api.GradeCell, api.TaskCell)
            for cell in session.scalars(select(kind).where(kind.notebook_id == notebook.id))
        }
        graded = {name for name, cell in known.items() if isinstance(cell, api.GradeCell)}
        if graded and report.tasks and not own:
            what = f"the gradebook has a notebook {notebook.name!r}, the report nothing of it"
            raise self._misfit(report, what, f"Put {notebook.name}.ipynb back into source/. {remedy}")
        if len(tasks) != len(own):
            raise self._misfit(report, "the report has two results for one grade cell", remedy)
        for name in sorted(graded - set(tasks)):
            raise self._misfit(report, f"the report has no result for the grade cell {name!r}", remedy)
        for name in sorted(set(tasks) - set(known)):
            raise self._misfit(report, f"the gradebook has no grade cell {name!r}", remedy)
        for name, task in tasks.items():
            expected = known[name].max_score
            if not math.isclose(task.max_score, expected):
                what = f"{name!r} is worth {task.max_score:g} in the report, {expected:g} in the gradebook"
                raise self._misfit(report, what, remedy)
            if task.score is not None and not math.isfinite(task.score):
                raise self._misfit(report, f"the score of {name!r} is {task.score}", "Please report this.")
        return tasks

    def _misfit(self, report: Report, what: str, remedy: str) -> GradebookError:
        return GradebookError(f"{report.assignment} of {report.student}: {what}", self._database.where, remedy)


def _not_handed_in(report: Report, books: Mapping[str, NotebookNode]) -> set[TaskKey]:
    """Return the tasks of the notebooks that are missing among others: there is nothing to look at again."""
    return {task.key for task in report.tasks if books and task.notebook not in books}


def _same_answers(report: Report, former: Report) -> set[TaskKey]:
    """Return the tasks whose answer is the one that was judged before.

    A new score for an old answer says that something which it builds on has changed, if anything was changed.
    """
    earlier = {task.key: task for task in former.tasks}
    pairs = [(earlier[task.key], task) for task in report.tasks if task.key in earlier]
    same = {new.key for old, new in pairs if old.answer == new.answer}
    if len(same) == len(report.tasks) == len(earlier):
        return same
    return {new.key for old, new in pairs if new.key in same and old.score == new.score}


def _assignment(session: Session, name: str) -> Any:
    return session.scalars(select(api.Assignment).where(api.Assignment.name == name)).one_or_none()


def _cells_by_id(notebook: NotebookNode | None) -> dict[str, NotebookNode]:
    if notebook is None:
        return {}
    return {cell.grade_id: notebook.cells[cell.index] for cell in cells_of(notebook) if cell.grade_id}
