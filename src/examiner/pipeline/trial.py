"""Tries graders on the master notebook, before anybody's submission counts.

What does not hold for the master would fail a class for a mistake of ours. The result is kept until something that it
depends on changes.
"""

from __future__ import annotations

import json

import msgspec
import nbformat
from nbformat import NotebookNode

from examiner.course.secret import derive_seed
from examiner.course.sharing import share
from examiner.grading import runner
from examiner.grading.execution import RunningNotebook, SessionMaker
from examiner.grading.run import GradingRun
from examiner.grading.wall import Wall
from examiner.kernels.budget import Budget
from examiner.kernels.errors import ForkServerError
from examiner.model import Check, Fault, Outcome, Task, TaskKey, digest, durable, serial
from examiner.model.cells import grade_cells
from examiner.pipeline.assignment import LoadedAssignment
from examiner.pipeline.grading import fault_of

MOST_REASON = 2000  # characters of one problem
BY_CHANCE = (Outcome.TIMED_OUT, Outcome.CRASHED, Outcome.SKIPPED)  # on a busy host: not kept


class Problem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A check that the master does not pass."""

    grade_id: str
    check: str
    outcome: Outcome
    reason: str  # for staff: with file and line


class Trial(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What came of judging the master."""

    key: str  # hash of everything that it depends on
    problems: tuple[Problem, ...] = ()
    fault: Fault | None = None  # why the master could not be judged at all
    starved: bool = False  # something kept the machine busy: as of a submission

    @property
    def lasts(self) -> bool:
        """Whether another try could not come to something else."""
        return (
            self.fault is None
            and not self.starved
            and not any(problem.outcome in BY_CHANCE for problem in self.problems)
        )


def trial_key(loaded: LoadedAssignment, boxed: bool) -> str:
    """Return the hash of everything that a trial depends on."""
    master = digest.of_file(loaded.course.notebook(loaded.assignment))
    return digest.of_data([loaded.fingerprint, master, "boxed" if boxed else "no box"])


def try_on_master(loaded: LoadedAssignment, make_session: SessionMaker, *, boxed: bool = True) -> Trial:
    """Judge the master. Never raises for what a grader or the box does."""
    key, budget = trial_key(loaded, boxed), Budget(loaded.limits)
    try:
        problems = tuple(_problems(loaded, make_session, budget))
        return Trial(key, problems, starved=budget.starved)
    except Exception as error:  # a fault of ours, told to staff
        return Trial(key, fault=fault_of(error))


def _problems(loaded: LoadedAssignment, make_session: SessionMaker, budget: Budget) -> list[Problem]:
    course, assignment = loaded.course, loaded.assignment
    master: NotebookNode = nbformat.read(course.notebook(assignment), as_version=4)
    if all(cell.is_manual for cell in grade_cells(master)):
        return []
    running = RunningNotebook(master, loaded.files, budget, make_session, loaded.route(master))

    def seed(task: str, check: str) -> int:
        return derive_seed(loaded.secret, "rng", assignment, "", "master", task, check)

    graders = course.graders(assignment).resolve()
    wall = Wall(running, mixing=None)
    run = GradingRun(assignment, loaded.notebook_name, graders, running, wall, seed, of_master=True)
    try:
        if course.has_graders(assignment):
            runner.run_graders(run, course.root)
        else:
            runner.score_like_nbgrader(run)
        if running.outside_death:
            raise ForkServerError(running.outside_death)
        return [
            Problem(task.grade_id, check.name, check.outcome, _reason(task, check))
            for task in run.tasks()
            if not task.manual
            for check in task.checks
            if check.outcome is not Outcome.PASSED
        ]
    finally:
        running.close()


def _reason(task: Task, check: Check) -> str:
    told = check.detail or check.traceback or str(check.message or "")
    return f"{task.grade_id}, {check.name}: {check.outcome} on the master\n{told}"[:MOST_REASON].strip()


def kept_trial(loaded: LoadedAssignment, boxed: bool) -> Trial | None:
    """Return the trial on disk if nothing that it depends on has changed, None without one."""
    path = loaded.course.trial(loaded.assignment)
    try:
        trial = serial.from_plain(json.loads(path.read_bytes()), Trial, str(path))
    except (OSError, ValueError):
        return None  # whatever is wrong with it: try again
    return trial if trial.key == trial_key(loaded, boxed) else None


def keep_trial(loaded: LoadedAssignment, trial: Trial) -> None:
    """Write a trial to disk, if another one could not come to something else."""
    if trial.lasts:
        loaded.course.make_state()
        durable.write_text(loaded.course.trial(loaded.assignment), serial.dumps(trial))
        share(loaded.course, loaded.course.trial(loaded.assignment))


def refusal(loaded: LoadedAssignment, trial: Trial) -> str:
    """Return why nothing can be graded after a trial, "" if it can.

    Without graders a test that the master fails is a fault of its own task alone: see :func:`faults_of`.
    """
    if trial.fault is not None:
        return f"{loaded.assignment}: the master could not be judged: {trial.fault.detail}"
    if not trial.problems or not loaded.course.has_graders(loaded.assignment):
        return ""
    folder = loaded.course.graders(loaded.assignment)
    reasons = "\n\n".join(problem.reason for problem in trial.problems[:5])
    count = len(trial.problems)
    what = "1 check does" if count == 1 else f"{count} checks do"
    remedy = f"Mend the grader or the master; try it with: pytest {folder}"
    return f"{folder}: {what} not hold for the master notebook, so nothing is graded.\n\n{reasons}\n\n{remedy}"


def faults_of(loaded: LoadedAssignment, trial: Trial) -> dict[tuple[TaskKey, str], str]:
    """Return the checks that the master does not pass, and what staff read of each."""
    return {(TaskKey(loaded.notebook_name, p.grade_id), p.check): p.reason for p in trial.problems}
