"""The one writer: hands submissions to workers and writes what comes back.

Workers stand behind :class:`concurrent.futures.Executor`: a local process pool, or whatever offers the same
interface (a Dask cluster's ``Client.get_executor()``). Only this process touches the gradebook and the
autograded folders. A report whose key is unchanged is taken from disk.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import functools
import itertools
import os
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool

import nbformat

from examiner import pipeline
from examiner.batch import stored
from examiner.batch.causes import keep_basis
from examiner.batch.gate import MASTER, Gate
from examiner.batch.index import Index
from examiner.batch.names import name_warnings
from examiner.batch.same_line import settled
from examiner.batch.worker import Job, work
from examiner.batch.workers import Workers, end, used_up_cpu
from examiner.batch.writing import Writing
from examiner.course.layout import Course
from examiner.course.lock import refuse_a_second, the_only_writer
from examiner.course.lying import left_lying
from examiner.course.results import clear_drafts, move_old_reports
from examiner.course.rulings import read_rulings
from examiner.gradebook.lateness import LatePenalties
from examiner.gradebook.writer import GradebookWriter
from examiner.grading.trail import NOBODY, Trail, new_trail
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.warm import WarmServer
from examiner.model import Fault, FaultKind, Report
from examiner.model.text import composed
from examiner.pipeline import Graded
from examiner.pipeline.trial import Trial

TRIES = 3  # of one submission whose worker or fork server died under it


class Batch:
    """Grades the submissions of one assignment.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment.
    jobs : int
        Submissions graded at the same time; 0: one for each core.
    boxed : bool
        False runs student code without isolation, and marks every report.
    server : ForkServer, optional
        A running one to take kernels from; default: one of the batch's own, started and stopped by it.
    executor : Executor, optional
        Where to run the work, in place of local processes. Without a server its workers start their own.

    Raises
    ------
    CourseError, GradebookError
        If the assignment or the gradebook cannot be used; nothing has been changed then.
    ForkServerError
        If the given server was started for other settings.
    """

    def __init__(
        self,
        course: Course,
        assignment: str,
        *,
        jobs: int = 0,
        boxed: bool = True,
        server: ForkServer | None = None,
        executor: concurrent.futures.Executor | None = None,
    ) -> None:
        refuse_a_second(course)
        self.course, self.assignment, self.boxed = course, assignment, boxed
        self.settings = course.settings
        self.jobs = jobs or self.settings.jobs or os.cpu_count() or 1
        self.problems: list[str] = []  # what could not be written, for the end of the run
        self.stopped = False  # whether a full disk has ended the run
        self._executor = executor
        self._warm = WarmServer(self.settings.preload, boxed=boxed, user=self.settings.box_uid(), given=server)
        self._tries: dict[str, int] = {}
        self._starved: list[str] = []
        self.untouched: set[str] = set()  # whose results were neither hashed nor written: all is as it was
        if executor is None and self._has_new_work():
            self._warm.begin()
        try:
            self.loaded = pipeline.load_assignment(course, assignment)
            self.stored = stored.stored_by_student(course, assignment)
            self.warnings = stored.secret_warnings(self.loaded, self.stored.values()) + self.loaded.warnings()
            self.warnings += [*name_warnings(course, assignment), *left_lying(course, assignment)]
        except BaseException:
            self._warm.stop()
            raise

    def _has_new_work(self) -> bool:
        paths = (self.course.report_json(s, self.assignment) for s in self.course.students(self.assignment))
        return not all(path.is_file() for path in paths)

    def students(self, wanted: Sequence[str] = ()) -> list[str]:
        """Return the students to grade, refusing names that have no submission."""
        if not wanted:
            return list(self.course.students(self.assignment))
        return [composed(self.course.submission(name, self.assignment).student) for name in wanted]

    def run(
        self, students: Sequence[str], *, force: bool = False, verify: bool = False
    ) -> Generator[Report, None, None]:
        """Grade and write; yield each report once it is on disk and in the gradebook.

        Parameters
        ----------
        students : sequence of str
            Whose submissions.
        force : bool
            Grade again what is unchanged.
        verify : bool
            Hash again what seems to be as it was when it was hashed last.

        A caller that closes the generator, or is interrupted, ends what runs at once; what it was given is kept.
        """
        with the_only_writer(self.course), contextlib.ExitStack() as until_the_end:
            until_the_end.callback(self.close)
            move_old_reports(self.course)
            clear_drafts(self.course, self.assignment)
            keep_basis(self.loaded)
            index = Index(self.loaded, self.boxed, verify=verify)
            kept = {} if force else self.unchanged(students, index)
            todo = [name for name in students if name not in kept]
            index.look_at(todo)
            results = self.results(todo)
            until_the_end.callback(index.save)
            until_the_end.callback(results.close)
            first = [*itertools.islice(results, 1)]  # before anything is written: the graders may be refused
            with self.gradebook() as writer:
                writing = Writing(self, writer, index)
                found = itertools.chain(writing.kept(kept.values()), first, results)
                others = stored.others(self.course, self.assignment, students)
                for graded in settled(found, others, self.settings.same_line):
                    yield writing.write(graded)
                    if self.stopped:
                        return

    @contextlib.contextmanager
    def gradebook(self) -> Iterator[GradebookWriter]:
        """Open the gradebook; it knows the assignment then, as its masters are now."""
        config = self.settings.nbgrader_config()
        late, rulings = LatePenalties(config, self.course.root), functools.partial(read_rulings, self.course)
        url, course_id = self.course.gradebook_url, self.settings.course_id
        with GradebookWriter(url, course_id, config=config, late=late, rulings=rulings) as writer:
            for book in self.loaded.books:
                writer.ensure_assignment(self.assignment, book.stem, nbformat.read(book.master, as_version=4))
            yield writer

    def close(self) -> None:
        """End what was begun for a run that does not take place."""
        self._warm.stop()

    def unchanged(self, students: Sequence[str], index: Index) -> dict[str, Report]:
        """Return the stored reports of those students whose work need not be graded again."""
        found = ((name, self.stored[name]) for name in students if name in self.stored)
        done = {name: stored.unchanged(self.loaded, report, self.boxed, index) for name, report in found}
        return {name: report for name, report in done.items() if report is not None}

    def _warn_of_missing(self, missing: Sequence[str]) -> None:
        """Warn of libraries that the fork server could not import; once, though another may have to be started."""
        texts = map("c.Examiner.preload: {}; submissions that import it fail. Install it or drop it.".format, missing)
        self.warnings += [text for text in texts if text not in self.warnings]

    # -- work -----------------------------------------------------------------------------------------

    def results(self, todo: Sequence[str]) -> Generator[Graded, None, None]:
        """Grade, and write nothing; yield the results as they come, once the graders are known to hold."""
        gate = Gate(self.loaded, self.boxed)
        return gate.passing(self._compute([*gate.jobs, *todo] if todo else []))

    def _compute(self, todo: Sequence[str]) -> Generator[Graded | Trial, None, None]:
        left = list(todo)
        while left:
            left, suspects = yield from self._round(left)
            for student in suspects:  # one of these killed its worker: each alone shows which
                yield self._suspected(student)
        for student in self._starved:  # now with nothing beside them; what they got in company does not count
            yield self._alone(student, self._executor or self._pool(1))

    def _round(self, students: list[str]) -> Generator[Graded | Trial, None, tuple[list[str], list[str]]]:
        """Grade until all is done or a worker dies; return who is left and who is suspected."""
        executor = self._executor or self._pool(min(self.jobs, len(students)))
        futures = {executor.submit(work, self._job(student)): student for student in students}
        left: list[str] = []
        suspects: list[str] = []
        try:
            for future in concurrent.futures.as_completed(futures):
                student = futures.pop(future)  # with its result, which is large
                running = future.running()
                try:
                    result = future.result()
                except BrokenProcessPool:
                    (suspects if running or len(suspects) <= self.jobs else left).append(student)
                    continue
                except Exception as error:  # of the worker, not of the submission: told to staff, not scored
                    result = self._failed(student, pipeline.fault_of(error))
                if self._retry(student, result):
                    left.append(student)
                elif result.starved:
                    self._starved.append(student)
                else:
                    yield result
        finally:
            end(executor, futures)
            if executor is not self._executor:
                executor.shutdown(wait=True)
        return left, suspects

    def _suspected(self, student: str) -> Graded | Trial:
        """Grade one submission that may have killed its worker, as often as it takes to find the checks that did."""
        with new_trail() as first:
            trail: Trail | None = first
            while trail is not None:
                pool = self._pool(1)
                result = self._alone(student, pool, trail)
                trail = trail.behind_a_death() if used_up_cpu(pool) else None
        return result

    def _alone(self, student: str, executor: concurrent.futures.Executor, trail: Trail = NOBODY) -> Graded | Trial:
        future = executor.submit(work, dataclasses.replace(self._job(student), trail=trail))
        try:
            return future.result()
        except BrokenProcessPool:
            detail = "the process that graded it died twice; see the server's memory and log"
            return self._failed(student, Fault(FaultKind.WORKER, detail))
        except Exception as error:  # of the worker, as above
            return self._failed(student, pipeline.fault_of(error))
        finally:
            end(executor, [future])
            if executor is not self._executor:
                executor.shutdown(wait=True)

    def _retry(self, student: str, result: Graded | Trial) -> bool:
        """Say whether to grade again because the fork server was lost, and start a new one."""
        fault = result.fault if isinstance(result, Trial) else result.report.fault
        if fault is None or fault.kind is not FaultKind.FORK_SERVER:
            return False
        self._tries[student] = self._tries.get(student, 0) + 1
        self._warm.drop_if_dead()
        return self._tries[student] < TRIES

    def _failed(self, student: str, fault: Fault) -> Graded | Trial:
        return Trial("", fault=fault) if student == MASTER else self.fault(student, fault)

    def fault(self, student: str, fault: Fault) -> Graded:
        """Return the result of a submission that could not be judged or written."""
        submission = self.course.submission(student, self.assignment)
        return pipeline.faulted(self.loaded, submission, fault, boxed=self.boxed)

    def _pool(self, workers: int) -> concurrent.futures.Executor:
        return Workers(workers, self.loaded)

    def _job(self, student: str) -> Job:
        folder = None
        if self._executor is None or self._warm.given is not None:  # else workers, somewhere, start their own
            server = self._warm.server()
            self._warn_of_missing(server.missing)
            folder = str(server.folder)
        return Job(str(self.course.root), self.assignment, student, folder, self.boxed, self.loaded.fingerprint)
