"""A submission's rows: made where they are missing, filled from a report."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import datetime
from typing import Any

from nbformat import NotebookNode
from nbgrader import api, utils
from sqlalchemy import select
from sqlalchemy.orm import Session

from examiner.model import Outcome, Report, Task
from examiner.model.cells import read_cell
from examiner.model.text import composed

NO_RESPONSE = "No response."  # nbgrader's own words: formgrader's readers know them


def ensure_submission(
    session: Session, report: Report, assignment: Any, timestamp: datetime | None
) -> tuple[Any, dict[str, Any]]:
    """Return the submitted assignment and its notebooks by name, made with all their rows where they are new."""
    student = _student(session, report.student)
    row = api.SubmittedAssignment
    query = select(row).where(row.assignment_id == assignment.id, row.student_id == student)
    submitted = session.scalars(query).one_or_none()
    if submitted is None:
        submitted = row(id=api.new_uuid(), assignment_id=assignment.id, student_id=student, timestamp=timestamp)
        session.add(submitted)
        session.flush()
    query = select(api.SubmittedNotebook).where(api.SubmittedNotebook.assignment_id == submitted.id)
    found = {book.notebook_id: book for book in session.scalars(query)}
    for book in assignment.notebooks:  # nbgrader keeps a row for each, handed in or not
        if book.id not in found:
            found[book.id] = api.SubmittedNotebook(
                id=api.new_uuid(), notebook_id=book.id, assignment_id=submitted.id, flagged=False
            )
            session.add(found[book.id])
            session.flush()
        complete_submissions(session, book, submitted.id)
    return submitted, {book.name: found[book.id] for book in assignment.notebooks}


def _student(session: Session, name: str) -> str:
    """Return a student's id, made if there is none; one that only spells the same characters otherwise is the same."""
    if session.get(api.Student, name) is not None:
        return name
    for known in session.scalars(select(api.Student.id)):
        if composed(known) == composed(name):
            return str(known)
    session.add(api.Student(id=name))
    session.flush()
    return name


def _rows(session: Session, row: Any, kind: Any, submitted_id: str) -> Mapping[str, Any]:
    """Return a submitted notebook's grades or comments by the name of their cell of one kind."""
    query = select(kind.name, row).join(row, row.cell_id == kind.id).where(row.notebook_id == submitted_id)
    return dict(session.execute(query).all())


def ask_for_person(session: Session, submitted_id: str) -> None:
    """Mark every grade of a submitted notebook that no person gave as waiting for one. Scores stay as they are."""
    for grade in session.scalars(select(api.Grade).where(api.Grade.notebook_id == submitted_id)):
        grade.needs_manual_grade = grade.needs_manual_grade or grade.manual_score is None


def write_scores(
    session: Session,
    submitted_id: str,
    tasks: Mapping[str, Task],
    answers: Mapping[str, NotebookNode],
    same: Container[str] = (),
) -> tuple[str, ...]:
    """Write the automatic scores, and decide what waits for a person as nbgrader's ``SaveAutoGrades`` does.

    But a cell that a person has marked is asked for again only if its answer may have changed: whoever marks
    could not tell what is new from what is done. Cells of nbgrader's kind "task" are marked by hand only: their
    grades are left alone, as there, but for zero points where the whole notebook was not handed in.

    Parameters
    ----------
    same : container of str
        The cells whose answers are known to be those that were judged before.

    Returns
    -------
    tuple of str
        The cells whose mark by hand stands and was given for another answer.
    """
    again = []
    graded = _rows(session, api.Grade, api.GradeCell, submitted_id)
    for name in [name for name in graded if name in answers or not answers]:  # nbgrader leaves rows of others alone
        task, grade = tasks[name], graded[name]
        if task.score is None and (task.outcome is Outcome.FAULT or not task.manual):  # what was judged last stays
            grade.needs_manual_grade = grade.needs_manual_grade or grade.manual_score is None or name not in same
            if any(check.outcome is Outcome.FAULT and check.grader_line for check in task.checks):
                grade.auto_score = None  # what was judged was the same answer, before others showed the fault
            continue
        grade.auto_score = task.score if task.score is not None else _score_by_hand(answers.get(name))
        if grade.manual_score is None:
            grade.needs_manual_grade = grade.auto_score is None
        elif name not in same:
            grade.needs_manual_grade = True
            again.append(name)
    _write_tasks(_rows(session, api.Grade, api.TaskCell, submitted_id), tasks)
    return tuple(again)


def _write_tasks(grades: Mapping[str, Any], tasks: Mapping[str, Task]) -> None:
    """Write the zero points of cells of the kind "task" in a notebook that was not handed in, or take them back."""
    for name, grade in grades.items():
        if name in tasks and tasks[name].score is not None:
            grade.auto_score, grade.needs_manual_grade = tasks[name].score, False
        elif grade.auto_score == 0.0:  # it was not handed in before
            grade.auto_score, grade.needs_manual_grade = None, grade.manual_score is None


def _score_by_hand(cell: NotebookNode | None) -> float | None:
    """Return 0.0 for an untouched answer to a question marked by hand, None if a person must read it."""
    return 0.0 if cell is not None and read_cell(cell).solution and is_as_released(cell) else None


def is_as_released(cell: NotebookNode) -> bool:
    """Whether a cell is what its checksum was computed of."""
    return bool(read_cell(cell).checksum == utils.compute_checksum(cell))


def write_comments(session: Session, submitted_id: str, answers: Mapping[str, NotebookNode]) -> None:
    """Write the automatic comment on every answer: untouched, or none."""
    for kind in (api.SolutionCell, api.TaskCell):
        for name, comment in _rows(session, api.Comment, kind, submitted_id).items():
            cell = answers.get(name)
            if cell is not None:
                untouched = kind is api.SolutionCell and is_as_released(cell)
                comment.auto_comment = NO_RESPONSE if untouched else None


def complete_submissions(session: Session, notebook: Any, submission_id: str | None = None) -> None:
    """Give every submission of ``notebook`` the grade and comment rows it lacks.

    Parameters
    ----------
    session : Session
        The running transaction.
    notebook : nbgrader.api.Notebook
        The master notebook's row.
    submission_id : str, optional
        Only this submitted assignment.
    """
    submitted = select(api.SubmittedNotebook.id).where(api.SubmittedNotebook.notebook_id == notebook.id)
    if submission_id is not None:
        submitted = submitted.where(api.SubmittedNotebook.assignment_id == submission_id)
    notebook_ids = list(session.scalars(submitted))
    for row, kinds in (
        (api.Grade, (api.GradeCell, api.TaskCell)),
        (api.Comment, (api.SolutionCell, api.TaskCell)),
    ):
        cells = [
            cell_id
            for kind in kinds
            for cell_id in session.scalars(select(kind.id).where(kind.notebook_id == notebook.id))
        ]
        query = select(row.notebook_id, row.cell_id).where(row.notebook_id.in_(submitted))
        present = {(notebook_id, cell_id) for notebook_id, cell_id in session.execute(query)}
        session.add_all(
            row(id=api.new_uuid(), notebook_id=notebook_id, cell_id=cell_id)
            for notebook_id in notebook_ids
            for cell_id in cells
            if (notebook_id, cell_id) not in present
        )
    session.flush()
