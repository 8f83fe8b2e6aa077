"""Grade one submission: intake, box, graders, report.

A fault of ours gives a report that says so and holds no score for what could not be judged, be it a task or all of
them; only what the student handed in decides a mark.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from msgspec.structs import replace
from nbformat import NotebookNode

from examiner.course.drop_in import CELLS
from examiner.course.errors import Rejected, explained
from examiner.course.secret import secret_id
from examiner.grading.execution import SessionMaker
from examiner.grading.trail import NOBODY, Trail
from examiner.intake.handed import Handed, of_notebook, take_in_all
from examiner.intake.upload import Intake, Wanted
from examiner.model import Fault, FaultKind, Outcome, Report, Submission, Task, Verdict, digest
from examiner.model.marks import Sums, add_up
from examiner.model.text import unicode_text
from examiner.pipeline.assignment import LoadedAssignment, report_key
from examiner.pipeline.judging import Attempt, Judged
from examiner.pipeline.loaded import LoadedNotebook
from examiner.pipeline.missing import tasks_not_graded
from examiner.pipeline.versions import told_versions

MOST_REASON = 300  # characters of a line of it, where a run is summed up


@dataclass(frozen=True)
class Graded:
    """A report and the executed notebooks by name without ``.ipynb``, none for a rejected submission.

    Parameters
    ----------
    starved : bool
        Its real time ended before it had got half of its CPU time: to be run once more, with nothing beside it.
    """

    report: Report
    notebooks: Mapping[str, NotebookNode] = field(default_factory=dict)
    starved: bool = False


def intake(loaded: LoadedAssignment, submission: Submission) -> Handed:
    """Read and repair one submission.

    Raises
    ------
    Rejected
        If it cannot be graded; the text is for the student.
    """
    in_place = CELLS in loaded.settings.as_nbgrader
    wanted = [Wanted(book.name, book.notebook, book.editions, in_place and not book.judged) for book in loaded.books]
    return take_in_all(submission.folder, wanted, loaded.files, loaded.limits, loaded.students_files)


def grade(
    loaded: LoadedAssignment,
    submission: Submission,
    make_session: SessionMaker,
    *,
    boxed: bool = True,
    trail: Trail = NOBODY,
) -> Graded:
    """Grade one submission. Never raises for what a submission, a grader or the box does.

    Parameters
    ----------
    loaded : LoadedAssignment
        What it is graded with.
    submission : Submission
        What was handed in.
    make_session : callable
        Gives a fresh kernel that charges an account.
    boxed : bool
        Whether those kernels are isolated; every report of a run without says so.
    trail : Trail
        Where word is left of the check that is under way.
    """
    began = time.monotonic()
    base = _nothing_known(loaded, submission, boxed)
    try:
        taken = intake(loaded, submission)
    except Rejected as error:
        key = _rejected_key(loaded, error)
        return Graded(replace(base, outcome=Verdict.REJECTED, reason=error.reason, key=key))
    except OSError as error:  # of this host, such as rights that are missing: no doing of the student's
        detail = explained(error, submission.folder)
        return Graded(replace(base, fault=Fault(FaultKind.INTAKE, unicode_text(detail))))
    except Exception as error:  # reading a hostile upload must not end the batch, whatever it found
        detail = f"intake failed: {type(error).__name__}: {error}"
        return Graded(replace(base, fault=Fault(FaultKind.INTAKE, unicode_text(detail))))
    key = report_key(loaded, taken.content, submission, boxed)
    base = replace(base, notes=taken.notes, reason=taken.reason, key=key, content=taken.content)
    found = _judged(loaded, taken, lambda book, part: Attempt(book, submission, part, make_session, trail).result())
    return _together(base, found, time.monotonic() - began)


def _judged(
    loaded: LoadedAssignment, taken: Handed, judge: Callable[[LoadedNotebook, Intake], Judged]
) -> dict[str, Judged]:
    """Judge the notebooks of a submission, one after the other."""
    found: dict[str, Judged] = {}
    left: dict[str, bytes] = {}
    for book, part in zip(loaded.books, taken.parts, strict=True):
        if part.intake is None:
            found[book.stem] = Judged(tasks_not_graded(book, missing=part.reason is None))
            continue
        beside = {} if book.judged else left  # of the notebooks before, where the course has nbgrader's way
        found[book.stem] = judge(book, dataclasses.replace(part.intake, files={**part.intake.files, **beside}))
        left |= found[book.stem].left
        if found[book.stem].fault is not None:  # no score of the submission's is written: the others would tell nothing
            break
    return found


def _together(base: Report, found: Mapping[str, Judged], seconds: float) -> Graded:
    """Return the report on a submission whose notebooks were judged."""
    judged = found.values()
    cpu = round(sum(one.cpu_seconds for one in judged), 3)
    fault = next((one.fault for one in judged if one.fault is not None), None)
    if fault is not None:
        return Graded(replace(base, fault=fault, cpu_seconds=cpu, seconds=seconds))
    notes = [note for name, one in found.items() for note in of_notebook(name, one.notes, several=len(found) > 1)]
    report = replace(
        with_tasks(base, tuple(task for one in judged for task in one.tasks)),
        notes=(*base.notes, *notes),
        cpu_seconds=cpu,
        seconds=round(seconds, 3),
    )
    notebooks = {name: one.notebook for name, one in found.items() if one.notebook is not None}
    return Graded(report, notebooks, any(one.starved for one in judged))


def faulted(loaded: LoadedAssignment, submission: Submission, fault: Fault, *, boxed: bool = True) -> Graded:
    """Return the result of a submission that could not be judged, through no doing of its own."""
    return Graded(replace(_nothing_known(loaded, submission, boxed), fault=fault))


def _nothing_known(loaded: LoadedAssignment, submission: Submission, boxed: bool) -> Report:
    """Return the report of a submission before it is looked at."""
    return Report(
        student=submission.student,
        assignment=submission.assignment,
        outcome=Verdict.FAULT,
        score=None,
        max_score=loaded.max_score,
        timestamp=submission.timestamp,
        unread_time=submission.unread_time,
        boxed=boxed,
        tests_inside=any(not book.judged for book in loaded.books),
        languages=loaded.settings.languages,
        versions=told_versions(loaded.settings.preload),
        secret_id=secret_id(loaded.secret),
        basis=loaded.fingerprint,
    )


def _rejected_key(loaded: LoadedAssignment, error: Rejected) -> str:
    return digest.of_data([loaded.fingerprint, "rejected", error.reason.to_json()])


def fault_of_tasks(tasks: tuple[Task, ...]) -> Fault | None:
    """Return the fault of a report some of whose tasks could not be judged; the others keep their scores."""
    faulty = [task for task in tasks if task.outcome is Outcome.FAULT]
    if not faulty:
        return None
    details = [check.detail for task in faulty for check in task.checks if check.outcome is Outcome.FAULT]
    why = next((f": {_in_short(detail)}" for detail in details if detail.strip()), "")
    return Fault(FaultKind.GRADER, f"no verdict on {', '.join(task.task for task in faulty)}{why}")


def _in_short(detail: str) -> str:
    """Return the first and the last line of what staff read of a check: its place, and what it came to."""
    lines = [line.strip()[:MOST_REASON] for line in detail.splitlines() if line.strip()]
    return " … ".join(dict.fromkeys((lines[0], lines[-1])))


def with_tasks(report: Report, tasks: tuple[Task, ...]) -> Report:
    """Return a report with these tasks: graded, unless a fault left nothing to judge."""
    fault = fault_of_tasks(tasks)
    nothing = fault is not None and Sums.of(tasks).score is None
    return replace(
        report,
        outcome=Verdict.FAULT if nothing else Verdict.GRADED,
        fault=fault,
        score=None if nothing else add_up(task.score or 0.0 for task in tasks),
        tasks=tasks,
    )
