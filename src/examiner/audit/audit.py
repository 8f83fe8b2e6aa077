"""One audit of one assignment, from master notebook to verdict."""

from __future__ import annotations

import concurrent.futures
import contextlib
import multiprocessing
import os
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import TypeVar

from examiner import pipeline
from examiner.audit import release, worker
from examiner.audit.allowed import WrappedResult
from examiner.audit.answers import answer_files
from examiner.audit.contracts import read_contracts, wrong_answers
from examiner.audit.judging import Answer, JudgedAnswer
from examiner.audit.margins import margins_of
from examiner.audit.plan import Options, Plan, add_wrapped, audited, audited_notebooks, batches, make_plan
from examiner.audit.result import AuditResult, JudgedFile, failures
from examiner.audit.skipped import needed_though_skipped
from examiner.audit.soundness import unsound
from examiner.audit.stability import (
    REGRADES,
    REGRADES_QUICK,
    changed,
    is_measured,
    seeded_answers,
    stability_of,
)
from examiner.audit.tasks import Task, choose, pairs, reference, tasks_of
from examiner.audit.worker import AnswerBatch, AuditWorker, Whole, WorkerSetup
from examiner.course.errors import CourseError
from examiner.course.graders import grader_of
from examiner.course.layout import Course
from examiner.course.masters import require_graders_in_place
from examiner.grading.measuring import reaches, stays_below
from examiner.grading.names import names_of
from examiner.kernels.errors import ForkServerError
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.warm import WarmServer
from examiner.model.cells import answer_cells
from examiner.model.marks import add_up
from examiner.release.checks import regions
from examiner.release.form import conversion, read_master

MEASURING = {function.__name__ for function in (reaches, stays_below)}
Progress = Callable[[int, int], None]  # answers judged, answers in all
T = TypeVar("T")


@dataclass(frozen=True)
class Workers:
    """The worker processes of one audit, and what they work on."""

    pool: concurrent.futures.Executor
    setup: WorkerSetup

    def submit(self, method: Callable[..., T], *args: object) -> concurrent.futures.Future[T]:
        """Have one of them call a method of its :class:`AuditWorker`."""
        return self.pool.submit(worker.call, self.setup, method, *args)


class Audit:
    """Proves an assignment's graders, or shows where they fail.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        One with graders.
    options : Options
        What to try.
    progress : callable, optional
        Told how many answers are judged, of how many.
    server : ForkServer, optional
        A running one to take kernels from; default: one of the audit's own, started and stopped by it.
    executor : Executor, optional
        Where to judge, on this machine, in place of the audit's own processes.
    notebook : str, optional
        Which of several notebooks with graders; default: the first.

    Raises
    ------
    CourseError
        If the assignment cannot be audited as it is.
    ForkServerError
        If the given server was started for other settings.
    """

    def __init__(
        self,
        course: Course,
        assignment: str,
        options: Options | None = None,
        progress: Progress | None = None,
        *,
        server: ForkServer | None = None,
        executor: concurrent.futures.Executor | None = None,
        notebook: str = "",
    ) -> None:
        require_graders_in_place(course.graders(assignment), course.notebooks(assignment))
        books = [*audited_notebooks(course, assignment)]
        if not books or notebook not in ("", *books):
            raise CourseError(f"{course.graders(assignment, notebook)}: there are no graders to audit")
        self.course, self.assignment, self.options = course, assignment, options or Options()
        self.settings = settings = course.settings
        self._warm = WarmServer(settings.preload, boxed=settings.box, user=settings.box_uid(), given=server)
        self._executor = executor
        self.name = notebook or books[0]
        self.graders = course.graders(assignment, self.name).resolve()
        self.jobs = self.options.jobs or self.settings.jobs or os.cpu_count() or 1
        self.result = AuditResult(assignment, self.name if len(course.notebooks(assignment)) > 1 else "")
        self._progress = progress or (lambda done, total: None)
        self._done = self._total = 0

    def run(self) -> AuditResult:
        """Do it all and return what was found."""
        began = time.monotonic()
        with contextlib.ExitStack() as stack:
            stack.callback(self._warm.stop)
            self._warm.begin()
            pool = self._executor or self._pool(stack)
            self._read()
            folder = self._warm.server().folder
            assert folder is not None
            setup = WorkerSetup(self.loaded, self.graders, folder, self.settings.box, secrets.token_hex(8))
            self._judge(Workers(pool, setup))
        self.result.seconds = time.monotonic() - began
        return self.result

    def _pool(self, stack: contextlib.ExitStack) -> concurrent.futures.Executor:
        context = multiprocessing.get_context("spawn")  # a forked child would share our threads
        pool = stack.enter_context(concurrent.futures.ProcessPoolExecutor(self.jobs, context, worker.begin))
        for _ in range(self.jobs):
            pool.submit(worker.warm)  # while the server imports its libraries
        return pool

    def _read(self) -> None:
        """Read the assignment, and look at all that can be seen without running anything."""
        whole = pipeline.load_assignment(self.course, self.assignment)
        self.loaded = whole.only(self.name)
        (self.book,) = self.loaded.books
        self.master = read_master(self.book.master)
        others = [read_master(book.master) for book in whole.books if book.stem != self.name]
        self.notebook = reference(self.book.notebook, self.master)
        _, config = conversion(self.settings)
        self.markers = next((kind.begin, kind.end) for kind in regions(config) if kind.flag == "solution")
        self.names = [cell.grade_id for cell, _ in pairs(self.notebook)]
        self.tasks = self._tasks()
        self.result.unsound += unsound(self.master, config, self.graders, self.settings.languages)
        self.result.unsound += needed_though_skipped(self.notebook, self.graders)
        languages = self.settings.languages
        self.result.contracts = read_contracts(self.master, self.graders, [*self.tasks], self.markers, languages)
        self.result.leaks += release.leaks(
            whole, self.master, config, self.graders, self.markers, self.book.name, others
        )

    def _tasks(self, *, whole: bool = False) -> dict[str, Task]:
        others: dict[str, list[str]] = {}
        for kind in ("right", "wrong"):
            for name, paths in answer_files(self.graders, kind, self.names).items():
                others.setdefault(name, []).extend(path.read_text(encoding="utf-8") for path in paths)
        return choose(tasks_of(self.notebook, self.graders, others, whole=whole), self.options.tasks)

    # -- answers --------------------------------------------------------------------------------------

    def _judge(self, workers: Workers) -> None:
        result, options = self.result, self.options
        whole = self._whole_notebooks(workers) if not options.tasks else {}
        hidden = release.hidden_data(self.loaded)
        searched = None if options.tasks else workers.submit(AuditWorker.namespace_leaks, hidden)
        masters = self._masters(workers)
        result.masters = {name: task.master for name, task in self.tasks.items()}
        result.trials += masters.values()
        plan = make_plan(self.tasks, self.names, self.graders, masters, self.markers, options, result)
        add_wrapped(plan, self.tasks, self.graders, masters, options)
        given = {name: cell.source for name, cell in answer_cells(self.book.notebook).items()}
        # Graded as a whole the release says as much; apart, its tasks show which of them is to blame.
        apart = [] if options.quick and whole else list(self.tasks)
        releases = [Answer(name, "release", "release", given[name]) for name in apart]
        seeded = seeded_answers(self.tasks, masters, plan.wrong, quick=options.quick, seeds=options.seeds)
        trials = self._try(workers, batches(plan, self.tasks, masters, [*releases, *seeded], quick=options.quick))
        self._sort(plan, trials)
        self._hold_to_contracts(masters)
        result.trials += [trials[answer] for answer in (*releases, *seeded)]
        for name in (name for name in self.tasks if is_measured(masters[name])):
            judged = [*masters.values(), *trials.values()]
            result.stability += stability_of(name, judged)
            result.margins += margins_of(name, judged)
        result.leaks += searched.result() if searched is not None else []
        self._marks(masters, [trials[answer] for answer in releases], whole)

    def _whole_notebooks(self, workers: Workers) -> dict[str, list[concurrent.futures.Future[Whole]]]:
        """Have the master, several times, and the release graded as submissions; the master first with all cells."""
        times = 1 + (REGRADES_QUICK if self.options.quick else REGRADES)
        grade = AuditWorker.grade_notebook
        return {
            "master": [workers.submit(grade, self.notebook, "master", number == 0) for number in range(times)],
            "release": [workers.submit(grade, self.book.notebook, "release")],
        }

    def _marks(
        self,
        masters: Mapping[str, JudgedAnswer],
        releases: Iterable[JudgedAnswer],
        whole: Mapping[str, list[concurrent.futures.Future[Whole]]],
    ) -> None:
        """Enter what the master and the release earn: as submissions if all tasks are audited."""
        result = self.result
        result.max_score = add_up(task.points for task in self.tasks.values())
        result.reference_score = add_up(trial.score for trial in masters.values())
        result.release_score = add_up(trial.score for trial in releases)
        for trial in (t for t in masters.values() if not t.full):
            result.problems += [f"{trial.answer.task}: the master: {text}" for text in failures(trial.checks)]
        if not whole:
            return
        graded = [future.result() for future in whole["master"]]
        reports = [notebook.report for notebook in graded]
        result.reports = {"master": reports[0], "release": whole["release"][0].result().report}
        by_hand = add_up(task.max_score for task in reports[0].tasks if task.manual)
        result.manual_points, result.max_score = by_hand, reports[0].max_score - by_hand
        result.reference_score = min(report.score or 0.0 for report in reports)
        result.release_score = max(result.release_score, result.reports["release"].score or 0.0)
        result.unsteady += changed(reports, [(self.tasks[name], trial) for name, trial in masters.items()])
        result.problems += [f"{name}: {r.trouble}" for name, r in result.reports.items() if r.trouble]
        # Marks say nothing of it: a self-check that rejects a right answer costs no points, only the student's evening.
        result.unsound += [f"the master: {text}" for text in graded[0].errors]

    def _masters(self, workers: Workers) -> dict[str, JudgedAnswer]:
        """Judge the master's answers; where one fails for want of other cells, run all cells before it from now on."""
        answers = {name: Answer(name, "master", "master", task.master) for name, task in self.tasks.items()}
        order = sorted(answers, key=self._measures, reverse=True)  # models take longest to train: not last
        first = self._try(workers, [AnswerBatch(self.tasks[name], (answers[name],)) for name in order])
        poor = [name for name, answer in answers.items() if not first[answer].full]
        if poor:
            whole = self._tasks(whole=True)
            again = self._try(workers, [AnswerBatch(whole[name], (answers[name],)) for name in poor])
            for name in poor:
                if again[answers[name]].full:
                    self.tasks[name], first[answers[name]] = whole[name], again[answers[name]]
        return {name: first[answer] for name, answer in answers.items()}

    def _measures(self, name: str) -> bool:
        """Say whether a task's grader seems to measure a trained model."""
        graders = (grader_of(self.graders, grade_id) for grade_id in self.tasks[name].grade_ids)
        found = [names_of(path.read_text(encoding="utf-8")) for path in graders if path.is_file()]
        return any(names is not None and names.imported & MEASURING for names in found)

    def _sort(self, plan: Plan, trials: Mapping[Answer, JudgedAnswer]) -> None:
        result, folder = self.result, self.graders
        result.mutants = [(mutant, trials[answer]) for answer, mutant in plan.mutants.items()]
        result.junk = [trials[answer] for answer in plan.junk]
        wrapped = [(one, trials[answer]) for answer, one in plan.wrapped.items()]
        result.wrapped = WrappedResult(wrapped, plan.allowed, plan.wrappable, self.names)
        for answer, path in plan.right.items():
            result.right.append(JudgedFile(path.relative_to(folder).as_posix(), trials[answer]))
        for answer, path in plan.wrong.items():
            result.wrong.append(JudgedFile(path.relative_to(folder).as_posix(), trials[answer], plan.losses[answer]))

    def _hold_to_contracts(self, masters: Mapping[str, JudgedAnswer]) -> None:
        contracts = self.result.contracts
        answers = wrong_answers(self.graders, self.names, {tried.file: tried.trial for tried in self.result.wrong})
        for name in contracts.demands:
            contracts.enter(name, masters[name].demands, answers.get(name, ()))

    # -- work -----------------------------------------------------------------------------------------

    def _try(self, workers: Workers, todo: Iterable[AnswerBatch]) -> dict[Answer, JudgedAnswer]:
        """Judge batches of answers in the workers.

        Raises
        ------
        ForkServerError
            If a worker died.
        """
        futures = {workers.submit(AuditWorker.try_batch, batch): batch for batch in todo}
        self._total += sum(len(batch.answers) for batch in futures.values())
        found: dict[Answer, JudgedAnswer] = {}
        try:
            for future in concurrent.futures.as_completed(futures):
                for trial in future.result():
                    found[trial.answer] = trial
                self._done += len(futures[future].answers)
                self._progress(self._done, self._total)
        except BrokenProcessPool:
            raise ForkServerError("a process of the audit died; is the host short of memory?") from None
        finally:
            for future in futures:
                future.cancel()  # after an error nobody waits for what has not begun
        return found


__all__ = ["Audit", "Options", "audited", "audited_notebooks"]
