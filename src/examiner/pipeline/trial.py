"""Tries graders on the master notebooks, before anybody's submission counts.

What does not hold for the master would fail a class for a mistake of ours. The result is kept until something that it
depends on changes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import nbformat
from nbformat import NotebookNode

from examiner.course.drop_in import RUNS, UNPROVEN
from examiner.course.graders import draft_of, grader_of
from examiner.course.secret import derive_seed
from examiner.course.sharing import share
from examiner.grading import runner
from examiner.grading.errors import StudentError
from examiner.grading.execution import RunningNotebook, SessionMaker
from examiner.grading.run import GradingRun
from examiner.grading.wall import Wall
from examiner.kernels.budget import Budget
from examiner.kernels.errors import ForkServerError
from examiner.model import Check, Fault, Outcome, Task, TaskKey, digest, durable, serial
from examiner.model.cells import grade_cells
from examiner.pipeline.assignment import LoadedAssignment
from examiner.pipeline.hidden_tests import proves_nothing, with_tests_of
from examiner.pipeline.judging import fault_of
from examiner.pipeline.left_files import left_files
from examiner.pipeline.loaded import LoadedNotebook

NOT_IMPORTED = ("ImportError", "ModuleNotFoundError")
MOST_REASON = 2000  # characters of one problem
BY_CHANCE = (Outcome.TIMED_OUT, Outcome.CRASHED, Outcome.SKIPPED)  # on a busy host: not kept


class Problem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A check that a master does not pass."""

    notebook: str
    grade_id: str
    check: str
    outcome: Outcome
    reason: str  # for staff: with file and line


class Trial(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What came of judging the masters."""

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
    masters = [digest.of_file(book.master) for book in loaded.books]
    return digest.of_data(
        [loaded.fingerprint, masters[0] if len(masters) == 1 else masters, "boxed" if boxed else "no box"]
    )


def try_on_master(loaded: LoadedAssignment, make_session: SessionMaker, *, boxed: bool = True) -> Trial:
    """Judge the masters. Never raises for what a grader or the box does."""
    key, problems = trial_key(loaded, boxed), []
    budgets = [Budget(loaded.limits) for _ in loaded.books]
    left: dict[str, bytes] = {}
    try:
        for book, budget in zip(loaded.books, budgets, strict=True):
            problems += _problems(book, make_session, budget, left)
        return Trial(key, tuple(problems), starved=any(budget.starved for budget in budgets))
    except Exception as error:  # a fault of ours, told to staff
        return Trial(key, fault=fault_of(error))


def _problems(
    book: LoadedNotebook, make_session: SessionMaker, budget: Budget, left: dict[str, bytes]
) -> list[Problem]:
    """Return what a master does not pass; ``left`` holds the files of those before it, and takes its own."""
    master: NotebookNode = nbformat.read(book.master, as_version=4)
    ways = book.settings.as_nbgrader
    leaves = RUNS in ways and not book.judged
    if all(cell.is_manual for cell in grade_cells(master)) and not leaves:
        return []
    unproven: frozenset[str] = frozenset()
    if not book.judged:
        unproven = proves_nothing(with_tests_of(master, book.notebook), book.notebook)
    files = {**book.files, **left} if leaves else book.files
    running = RunningNotebook(master, files, budget, make_session, book.route(master))

    def seed(task: str, check: str) -> int:
        return derive_seed(book.secret, "rng", book.assignment, "", "master", task, check)

    names = book.assignment, book.stem, book.graders.resolve()
    wall = Wall(running, mixing=None)
    run = GradingRun(*names, running, wall, seed, of_master=True, ways=ways, shared=book.shared)
    try:
        if book.judged:
            runner.run_graders(run, book.course.root)
        else:
            runner.score_like_nbgrader(run)
            left |= left_files(running) if leaves else {}
        if running.outside_death:
            raise ForkServerError(running.outside_death)
        return [
            Problem(task.notebook, task.grade_id, check.name, check.outcome, _reason(task, check, running))
            for task in run.tasks()
            if not task.manual and task.grade_id not in unproven
            for check in task.checks
            if check.outcome is not Outcome.PASSED and not _is_measure(check)
        ]
    finally:
        running.close()


def _is_measure(check: Check) -> bool:
    """Whether a test cell came to a number of points, as its author wrote it: nothing in it went wrong."""
    return check.outcome is Outcome.FAILED and check.message is None and check.points > 0


def _reason(task: Task, check: Check, running: RunningNotebook) -> str:
    told = check.detail or check.traceback or str(check.message or "")
    names = ", ".join(dict.fromkeys((task.grade_id, check.name)))  # without graders a check is called like its cell
    return f"{names}: {check.outcome} on the master{_not_installed(task, running)}\n{told}"[:MOST_REASON].strip()


def _not_installed(task: Task, running: RunningNotebook) -> str:
    """Return what the master could not import up to a task's cell: what fails later only lacks its names."""
    end = next((cell.index for cell in grade_cells(running.notebook) if cell.grade_id == task.grade_id), -1)
    for index, ran in sorted(running.runs.items(), key=lambda one: (one[0] != end, one[0])):  # its own cell first
        if index <= end and isinstance(ran.failure, StudentError) and ran.failure.type_name in NOT_IMPORTED:
            return f": its cell {index + 1} ends with {ran.failure.text}"
    return ""


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
    books = {book.stem: book for book in loaded.books if book.judged}
    found = [problem for problem in trial.problems if problem.notebook in books]
    without = {p: grader_of(books[p.notebook].graders, p.grade_id) for p in found}
    without = {problem: path for problem, path in without.items() if not path.is_file()}
    problems = [problem for problem in found if problem not in without]
    told = [_without_graders(loaded.assignment, without)] if without else []
    return "\n\n".join([*told, *([_failing(problems, books)] if problems else [])])


def _without_graders(assignment: str, without: Mapping[Problem, Path]) -> str:
    """Return which grade cells no file scores, where each is to lie, and what else can be done."""
    one = len(without) == 1
    what = "1 grade cell has no grader" if one else f"{len(without)} grade cells have no grader"
    lines = []
    for problem, path in without.items():
        draft = draft_of(path)
        begun = f" (begun in {draft.relative_to(path.parent)}: finish it, move it)" if draft.is_file() else ""
        lines.append(f"- {problem.notebook}.ipynb, {problem.grade_id}: write {path}{begun}")
    folders = " ".join(dict.fromkeys(str(path.parent) for path in without.values()))
    return (
        f"{assignment}: {what}, so nothing is graded: where there are graders, every grade cell of the notebook needs "
        f"one.\n\n" + "\n".join(lines) + f"\n\n`examiner adopt {assignment} --dry-run` says what is to be asked. "
        f"To have the notebook's own tests judge until then, move {folders} away."
    )


def _failing(problems: Sequence[Problem], books: Mapping[str, LoadedNotebook]) -> str:
    """Return which checks the masters fail."""
    folders = dict.fromkeys(str(books[problem.notebook].graders) for problem in problems)
    reasons = "\n\n".join(problem.reason for problem in problems[:5])
    what = "1 check does" if len(problems) == 1 else f"{len(problems)} checks do"
    remedy = f"Mend the grader or the master; try it with: pytest {' '.join(folders)}"
    where = ", ".join(folders)
    return f"{where}: {what} not hold for the master notebook, so nothing is graded.\n\n{reasons}\n\n{remedy}"


def faults_of(loaded: LoadedAssignment, trial: Trial) -> dict[tuple[TaskKey, str], str]:
    """Return the checks that the master does not pass, and what staff read of each."""
    unproven = UNPROVEN in loaded.settings.as_nbgrader
    judged = {book.stem for book in loaded.books if book.judged or not unproven}
    return {(TaskKey(p.notebook, p.grade_id), p.check): p.reason for p in trial.problems if p.notebook in judged}
