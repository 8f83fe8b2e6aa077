"""Results on disk: written whole or not at all, read back with care."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import nbformat
from nbformat import NotebookNode

from examiner.course.errors import CourseError
from examiner.course.history import check_history, note_applied, note_stored
from examiner.course.layout import SUBMISSION_SECRET, TIMESTAMP, Course
from examiner.course.sharing import share
from examiner.model import Report, TaskKey, Verdict, durable

MOST_SECRET = 1000  # bytes; nbgrader's own are 100
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")


def store(course: Course, report: Report, notebooks: Mapping[str, NotebookNode], why: str = "") -> None:
    """Write a result: the folder in ``autograded/``, made aside and put in place at once, and then the report.

    Without a notebook what an earlier run left in ``autograded/`` stays for people to see.

    Parameters
    ----------
    course : Course
        The course.
    report : Report
        The report.
    notebooks : mapping of str to NotebookNode
        The executed notebooks by name without ``.ipynb``.
    why : str
        The reason, for the history; default: the command.
    """
    if notebooks:
        with durable.new_folder(course.autograded(report.student, report.assignment)) as draft:
            for name, notebook in notebooks.items():
                nbformat.write(notebook, draft / f"{name}.ipynb")
                _put_pictures(course, report.assignment, notebook, draft)
            if report.timestamp is not None:
                # Written anew: the file that was handed in may be of any size, and have changed since it was read.
                (draft / TIMESTAMP).write_text(_stamp(report.timestamp), encoding="ascii")
                secret = _beginning(course.submitted(report.student, report.assignment) / SUBMISSION_SECRET)
                if secret:
                    (draft / SUBMISSION_SECRET).write_bytes(secret)
            share(course, draft)
    store_report(course, report, why)


def _put_pictures(course: Course, assignment: str, notebook: NotebookNode, draft: Path) -> None:
    """Copy the assignment's pictures that prose shows: formgrader and nbgrader's feedback look for them there."""
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    for path in course.data_files(assignment):
        name = path.as_posix()
        if path.suffix.lower() in _PICTURES and (name in prose or quote(name) in prose):
            (draft / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(course.source(assignment) / path, draft / path)


def store_report(course: Course, report: Report, why: str = "") -> None:
    """Write a report, in a folder that only its owner enters: it holds what students must not read.

    The history has it before it is the stored one: whatever ends this process, no report counts that is not in there.
    """
    course.make_state()
    note_applied(course, report, why)
    set_aside(course, report.student, report.assignment, report)
    place = course.report_json(report.student, report.assignment)
    durable.write_text(place, report.dumps())
    share(course, place)


def set_aside(course: Course, student: str, assignment: str, newer: Report | None = None) -> None:
    """Keep the stored report as the former one, before another takes its place.

    One that holds no scores, or the same ones as the newer, leaves the former report as it is.
    """
    place = course.report_json(student, assignment)
    with contextlib.suppress(CourseError):  # none is there, or what cannot be read
        stored = read_report(place)
        if stored.outcome is Verdict.GRADED and (newer is None or _scores(stored) != _scores(newer)):
            former = course.former_report_json(student, assignment)
            durable.write_bytes(former, place.read_bytes())
            share(course, former)


def take_away(course: Course, student: str, assignment: str) -> list[str]:
    """Remove the stored report, which the history and the former one keep; return what staff are told of the history.

    Raises
    ------
    HistoryError
        If it cannot be kept there: nothing is removed.
    """
    told = check_history(course, student, assignment)
    note_stored(course, student, assignment)
    set_aside(course, student, assignment)
    course.report_json(student, assignment).unlink(missing_ok=True)
    return told


def last_graded(course: Course, student: str, assignment: str) -> Report | None:
    """Return the newest stored report that holds scores: the stored one, else the former; None if neither does."""
    for path in (course.report_json(student, assignment), course.former_report_json(student, assignment)):
        with contextlib.suppress(CourseError):
            report = read_report(path)
            if report.outcome is Verdict.GRADED:
                return report
    return None


def _scores(report: Report) -> dict[TaskKey, float | None]:
    return {task.key: task.score for task in report.tasks}


def move_old_reports(course: Course) -> None:
    """Take the reports of earlier versions out of nbgrader's folders, which its commands hand to students."""
    for path, place in course.old_reports(course.folders.autograded):
        if not place.exists():
            course.make_state()
            durable.write_bytes(place, path.read_bytes())
        path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # that of a rejected upload held nothing else
            path.parent.rmdir()
    for copy, _ in course.old_reports(course.folders.feedback):
        copy.unlink(missing_ok=True)


def _beginning(path: Path) -> bytes:
    """Return the first bytes of a file that lies in an upload: nothing of one that is none."""
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            return file.read(MOST_SECRET)
    except OSError:
        return b""


def _stamp(timestamp: str) -> str:
    """Return a report's time as nbgrader writes it."""
    return datetime.fromisoformat(timestamp).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f %Z\n")


def clear_drafts(course: Course, assignment: str) -> None:
    """Remove what a run that was cut off left beside the results; only the one writer may do this."""
    for place in (course.autograded, course.report_json, course.former_report_json):
        durable.clear_drafts_of(place(student, assignment) for student in course.students(assignment))
    durable.clear_drafts(course.index(assignment))


def stored_reports(course: Course, assignment: str) -> list[Report]:
    """Return the reports on disk of the students who have submitted.

    Raises
    ------
    CourseError
        If one cannot be read; the text names it.
    """
    reports = []
    for student in course.students(assignment):
        path = course.report_json(student, assignment)
        if path.is_file():
            reports.append(read_report(path))
    return reports


def read_report(path: Path) -> Report:
    """Return the report in a file, or raise :class:`CourseError` naming it."""
    try:
        return Report.loads(path.read_bytes(), str(path))
    except (OSError, ValueError) as error:
        raise CourseError(f"{path} cannot be read: {error}. Grade again.") from error
