"""Grade one submission: intake, box, graders, report.

A fault of ours anywhere gives a report that says so and holds no score; only what the student handed in decides a mark.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from dataclasses import dataclass

from nbformat import NotebookNode

from examiner.course.errors import Rejected
from examiner.course.secret import derive_seed, secret_id
from examiner.grading import scoring
from examiner.grading.execution import RunningNotebook
from examiner.grading.run import GradingRun
from examiner.grading.wall import Wall
from examiner.intake.upload import Intake, take_in
from examiner.kernels.errors import ForkServerError, KernelError
from examiner.kernels.session import KernelSession
from examiner.model import Limits, Outcome, Report, Submission, Verdict, digest
from examiner.pipeline.assignment import LoadedAssignment, report_key
from examiner.pipeline.autograded import autograded_notebook

SessionMaker = Callable[[Limits], KernelSession]


@dataclass(frozen=True)
class Graded:
    """A report and the executed notebook, None for a rejected submission."""

    report: Report
    notebook: NotebookNode | None


def intake(loaded: LoadedAssignment, submission: Submission) -> Intake:
    """Read and repair one submission.

    Raises
    ------
    Rejected
        If it cannot be graded; the text is for the student.
    """
    return take_in(submission.folder, loaded.name, loaded.notebook, loaded.files, loaded.limits)


def grade(
    loaded: LoadedAssignment, submission: Submission, make_session: SessionMaker, *, boxed: bool = True
) -> Graded:
    """Grade one submission. Never raises for what a submission, a grader or the box does.

    Parameters
    ----------
    loaded : LoadedAssignment
        What it is graded with.
    submission : Submission
        What was handed in.
    make_session : callable
        Gives a fresh kernel for the given limits.
    boxed : bool
        Whether those kernels are isolated; every report of a run without says so.
    """
    began = time.monotonic()
    base = Report(
        student=submission.student,
        assignment=submission.assignment,
        outcome=Verdict.FAULT,
        score=None,
        max_score=loaded.max_score,
        timestamp=submission.timestamp,
        boxed=boxed,
        languages=loaded.settings.languages,
        secret_id=secret_id(loaded.secret),
    )
    try:
        taken = intake(loaded, submission)
    except Rejected as error:
        return Graded(
            _replace(base, outcome=Verdict.REJECTED, reason=error.reason, key=_rejected_key(loaded, error)), None
        )
    except Exception as error:  # reading a hostile upload must not end the batch, whatever it found
        return Graded(_replace(base, reason=f"intake failed: {type(error).__name__}: {error}"), None)
    base = _replace(base, notes=taken.notes, key=report_key(loaded, taken.content, submission.timestamp, boxed))
    running = RunningNotebook(taken.notebook, taken.files, loaded.limits, make_session)
    try:
        return _judge(loaded, submission, taken, running, base, began)
    except Exception as error:  # a fault of ours is told to staff and never costs a student points
        cpu = running.cpu_seconds() if not isinstance(error, KernelError) else 0.0
        reason = f"{type(error).__name__}: {error}"
        return Graded(_replace(base, reason=reason, cpu_seconds=cpu, seconds=time.monotonic() - began), None)
    finally:
        running.close()


def _rejected_key(loaded: LoadedAssignment, error: Rejected) -> str:
    return digest.of_data([loaded.fingerprint, "rejected", error.reason])


def _replace(report: Report, **changes: object) -> Report:
    return dataclasses.replace(report, **changes)  # type: ignore[arg-type]  # the fields' own types are checked by Report


def _judge(
    loaded: LoadedAssignment,
    submission: Submission,
    taken: Intake,
    running: RunningNotebook,
    base: Report,
    began: float,
) -> Graded:
    def seed(task: str, check: str) -> int:
        parts = (submission.assignment, submission.student, taken.content, task, check)
        return derive_seed(loaded.secret, "rng", *parts)

    graders = loaded.course.graders(submission.assignment).resolve()
    run = GradingRun(submission.assignment, graders, running, Wall(running), seed)
    if loaded.course.has_graders(submission.assignment):
        scoring.run_graders(run, loaded.course.root)
    else:
        scoring.score_like_nbgrader(run)
    running.run_all()
    if running.outside_death:
        raise ForkServerError(running.outside_death)
    tasks = run.tasks()
    faulty = [t for t in tasks if any(c.outcome is Outcome.FAULT for c in t.checks)]
    score = None if faulty else round(sum(t.score or 0.0 for t in tasks), 6)
    report = _replace(
        base,
        outcome=Verdict.FAULT if faulty else Verdict.GRADED,
        reason=f"the grader of {', '.join(t.task for t in faulty)} failed" if faulty else "",
        score=score,
        tasks=tasks,
        notes=(*base.notes, *running.notes),
        cpu_seconds=round(running.cpu_seconds(), 3),
        seconds=round(time.monotonic() - began, 3),
    )
    given = [cell.source for cell in loaded.notebook.cells if cell.cell_type == "markdown"]
    return Graded(report, autograded_notebook(report, running, given))
