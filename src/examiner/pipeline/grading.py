"""Grade one submission: intake, box, graders, report.

A fault of ours gives a report that says so and holds no score for what could not be judged, be it a task or all of
them; only what the student handed in decides a mark.
"""

from __future__ import annotations

import contextlib
import dataclasses
import time
from dataclasses import dataclass

from msgspec.structs import replace
from nbformat import NotebookNode

from examiner.course.errors import Rejected, explained
from examiner.course.secret import derive_seed, secret_id
from examiner.grading import runner
from examiner.grading.execution import RunningNotebook, SessionMaker
from examiner.grading.run import GradingRun
from examiner.grading.trail import NOBODY, Trail
from examiner.grading.wall import Mixed, Wall
from examiner.intake.upload import Intake, take_in
from examiner.kernels.budget import Budget
from examiner.kernels.errors import ForkServerError, KernelError
from examiner.model import Fault, FaultKind, Outcome, Report, Submission, Task, Verdict, digest
from examiner.model.marks import Sums, add_up
from examiner.model.text import unicode_text
from examiner.pipeline import hidden_tests, second_look
from examiner.pipeline.assignment import LoadedAssignment, report_key
from examiner.pipeline.autograded import autograded_notebook
from examiner.pipeline.unanswered import with_answered
from examiner.pipeline.versions import told_versions

MOST_REASON = 300  # characters of a line of it, where a run is summed up


@dataclass(frozen=True)
class Graded:
    """A report and the executed notebook, None for a rejected submission.

    Parameters
    ----------
    starved : bool
        Its real time ended before it had got half of its CPU time: to be run once more, with nothing beside it.
    """

    report: Report
    notebook: NotebookNode | None
    starved: bool = False


def intake(loaded: LoadedAssignment, submission: Submission) -> Intake:
    """Read and repair one submission.

    Raises
    ------
    Rejected
        If it cannot be graded; the text is for the student.
    """
    return take_in(
        submission.folder,
        loaded.name,
        loaded.notebook,
        loaded.files,
        loaded.limits,
        loaded.editions,
        loaded.students_files,
    )


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
        return Graded(replace(base, outcome=Verdict.REJECTED, reason=error.reason, key=key), None)
    except OSError as error:  # of this host, such as rights that are missing: no doing of the student's
        detail = explained(error, submission.folder)
        return Graded(replace(base, fault=Fault(FaultKind.INTAKE, unicode_text(detail))), None)
    except Exception as error:  # reading a hostile upload must not end the batch, whatever it found
        detail = f"intake failed: {type(error).__name__}: {error}"
        return Graded(replace(base, fault=Fault(FaultKind.INTAKE, unicode_text(detail))), None)
    base = replace(base, notes=taken.notes, key=report_key(loaded, taken.content, submission, boxed))
    return Attempt(loaded, submission, taken, base, make_session, began, trail).result()


@dataclass(frozen=True)
class Attempt:
    """One submission that was taken in, to be judged; a second time if its objects are to be given more."""

    loaded: LoadedAssignment
    submission: Submission
    taken: Intake
    base: Report
    make_session: SessionMaker
    began: float
    trail: Trail

    def result(self) -> Graded:
        """Judge the submission; once more if the master's objects may be given data where this one's were not."""
        known = self.loaded.mixing.known or frozenset()
        graded, mixed = self.judged(known)
        if not mixed - known:
            return graded
        try:
            allowed = self.learned()
        except Exception as error:  # the master cannot be judged: that is nobody's wrong answer
            return self.fault(error)
        return self.judged(allowed)[0] if mixed & (allowed - known) else graded

    def judged(self, mixing: frozenset[Mixed]) -> tuple[Graded, frozenset[Mixed]]:
        """Run and judge the submission; return also in which checks its objects were to be given data."""
        budget = Budget(self.loaded.limits)
        notebook = self.taken.notebook
        try:
            route = self.loaded.route(notebook)
        except Exception as error:  # it reads what students wrote
            return self.fault(error), frozenset()
        running = RunningNotebook(notebook, self.taken.files, budget, self.make_session, route)
        wall = Wall(running, mixing)
        try:
            graded = _judge(self, wall, running)
            return dataclasses.replace(graded, starved=budget.starved), frozenset(wall.mixed)
        except Exception as error:  # a fault of ours is told to staff and never costs a student points
            return self.fault(error, 0.0 if isinstance(error, KernelError) else running.cpu_seconds()), frozenset()
        finally:
            running.close()

    def learned(self) -> frozenset[Mixed]:
        """Return in which checks the master's objects are given data."""
        course, assignment = self.loaded.course, self.submission.assignment
        found: frozenset[Mixed] = self.loaded.mixing.learn(
            course.notebook(assignment), course.graders(assignment).resolve(), course.root, self.start_master
        )
        return found

    def fault(self, error: Exception, cpu: float = 0.0) -> Graded:
        """Return the report of a fault of ours."""
        seconds = time.monotonic() - self.began
        return Graded(replace(self.base, fault=fault_of(error), cpu_seconds=cpu, seconds=seconds), None)

    def start_master(self, notebook: NotebookNode) -> RunningNotebook:
        """Return the master on a kernel and an account of its own."""
        budget, route = Budget(self.loaded.limits), self.loaded.route(notebook)
        return RunningNotebook(notebook, self.loaded.files, budget, self.make_session, route)


def faulted(loaded: LoadedAssignment, submission: Submission, fault: Fault, *, boxed: bool = True) -> Graded:
    """Return the result of a submission that could not be judged, through no doing of its own."""
    return Graded(replace(_nothing_known(loaded, submission, boxed), fault=fault), None)


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
        tests_inside=not loaded.course.has_graders(submission.assignment),
        languages=loaded.settings.languages,
        versions=told_versions(loaded.settings.preload),
        secret_id=secret_id(loaded.secret),
    )


def _rejected_key(loaded: LoadedAssignment, error: Rejected) -> str:
    return digest.of_data([loaded.fingerprint, "rejected", error.reason.to_json()])


def fault_of(error: Exception) -> Fault:
    """Return the fault that an exception of ours stands for."""
    match error:
        case ForkServerError():
            kind = FaultKind.FORK_SERVER
        case runner.GraderProblem():
            kind = FaultKind.GRADER
        case _:
            kind = FaultKind.INTERNAL
    return Fault(kind, unicode_text(f"{type(error).__name__}: {error}"))


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


def _judge(attempt: Attempt, wall: Wall, running: RunningNotebook) -> Graded:
    loaded, submission, taken, base = attempt.loaded, attempt.submission, attempt.taken, attempt.base

    def seed(task: str, check: str) -> int:
        parts = (submission.assignment, submission.student, taken.content, task, check)
        return derive_seed(loaded.secret, "rng", *parts)

    graders, trail = loaded.course.graders(submission.assignment).resolve(), attempt.trail
    own = {path: data for path, data in taken.files.items() if path not in loaded.files}
    names = submission.assignment, loaded.notebook_name
    run = GradingRun(*names, graders, running, wall, seed, uploaded=own, trail=trail)
    with contextlib.ExitStack() as runs:
        shown = run
        if loaded.course.has_graders(submission.assignment):
            runner.run_graders(run, loaded.course.root)
        else:
            runner.score_like_nbgrader(run)
            shown = runs.enter_context(hidden_tests.without_hidden_tests(run, loaded.visible, loaded.limits))
            second_look.cross_check(run, shown.running, loaded, attempt.start_master)
        running.run_all()
    if running.outside_death:
        raise ForkServerError(running.outside_death)
    tasks = hidden_tests.seen_by_students(run, shown)
    report = replace(
        with_tasks(base, with_answered(tasks, taken.notebook, loaded.editions)),
        notes=(*base.notes, *shown.running.notes),
        cpu_seconds=round(running.cpu_seconds() + shown.running.cpu_seconds() * (shown is not run), 3),
        seconds=round(time.monotonic() - attempt.began, 3),
    )
    given = [cell.source for cell in loaded.notebook.cells if cell.cell_type == "markdown"]
    return Graded(report, autograded_notebook(report, shown.running, given))
