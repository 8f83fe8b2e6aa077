"""What runs in a worker process: one submission at a time, on kernels of a shared fork server."""

from __future__ import annotations

import dataclasses
import gc
import pickle
import resource
import signal
import time
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from examiner import pipeline
from examiner.batch.gate import MASTER
from examiner.course.layout import Course
from examiner.grading.trail import NOBODY, Trail
from examiner.kernels.budget import Budget
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.inside import box
from examiner.kernels.pool import KernelPool
from examiner.model import Fault, FaultKind, Submission
from examiner.model.limits import OWN
from examiner.pipeline import Graded, LoadedAssignment
from examiner.pipeline.trial import Trial, try_on_master

MIB = 1 << 20


@dataclass(frozen=True)
class Job:
    """One submission, or the master, for a worker; small and picklable."""

    root: str
    assignment: str
    student: str  # MASTER: judge the master
    server: str | None  # run folder of the fork server to use; None or unreachable: start an own one
    boxed: bool
    fingerprint: str  # of the assignment: a worker may outlive what it has read
    trail: Trail = NOBODY


class Worker:
    """What a process grades with, read and started once and kept from one submission to the next.

    Parameters
    ----------
    given : LoadedAssignment, optional
        The assignment as the process that started this one has read it; such a process may die for one submission.
        Without it, in a process that is not ours, the assignment is read here.
    """

    def __init__(self, given: LoadedAssignment | None = None) -> None:
        self.given = given
        self._job: Job | None = None  # what the two below were prepared for, without its student
        self._ready: tuple[LoadedAssignment, KernelPool] | None = None
        self._settled = False

    def grade(self, job: Job) -> Graded | Trial:
        """Grade one submission, or try the graders on the master."""
        loaded, pool = self._prepared(dataclasses.replace(job, student="", trail=NOBODY))
        if self.given is not None:
            _limit_own_cpu(Budget(loaded.limits).figures()["worker_cpu_seconds"] * len(loaded.books))
        try:
            if job.student == MASTER:
                return try_on_master(loaded, pool.session, boxed=job.boxed)
            submission = loaded.course.submission(job.student, job.assignment)
            graded = pipeline.grade(loaded, submission, pool.session, boxed=job.boxed, trail=job.trail)
            return bounded(loaded, submission, graded)
        finally:
            if not pool.server.alive():
                self.close()  # the next job starts afresh
            self._tidy_up()

    def _tidy_up(self) -> None:
        """Let go of what a submission has left; what our own process has imported by now is looked through no more."""
        gc.collect()
        if self.given is not None and not self._settled:
            gc.freeze()
            self._settled = True

    def _prepared(self, job: Job) -> tuple[LoadedAssignment, KernelPool]:
        """Return the assignment and the kernels for a job."""
        if self._ready is None or self._job != job:
            self.close()
            loaded = self.given or pipeline.load_assignment(Course.find(Path(job.root)), job.assignment)
            if job.server is not None and Path(job.server, "fork").exists():
                server = ForkServer.attach(Path(job.server))
            else:
                settings = loaded.settings
                server = ForkServer(settings.preload, boxed=job.boxed, user=settings.box_uid()).start()
            self._job, self._ready = job, (loaded, KernelPool(server, spare=loaded.settings.spare_kernels))
        return self._ready

    def close(self) -> None:
        """End the kernels that were kept ready, and a fork server that was started here."""
        if self._ready is not None:
            pool, self._ready = self._ready[1], None
            pool.close()
            if pool.server.process is not None:
                pool.server.stop()


# An executor gives a job no other way to what its process holds. In a pool of threads each thread has its own.
WORKER: ContextVar[Worker] = ContextVar("WORKER")


def start(loaded: LoadedAssignment) -> None:
    """Begin a worker process on this machine: what it grades with is handed over, not read again."""
    WORKER.set(Worker(loaded))
    for number in (signal.SIGINT, signal.SIGHUP):  # they reach the whole group; the command ends its workers
        signal.signal(number, signal.SIG_IGN)
    box.die_with_parent()  # a pool's workers otherwise wait for ever when the command is killed
    limit_own_memory()


def work(job: Job) -> Graded | Trial:
    """Grade one submission with what this process holds."""
    worker = WORKER.get(None)
    if worker is None:  # of an executor that is not ours and has called no start()
        worker = Worker()
        WORKER.set(worker)
    return worker.grade(job)


def bounded(loaded: LoadedAssignment, submission: Submission, graded: Graded) -> Graded:
    """Return a result that the one who writes can hold: what is larger than any that grading makes is a fault."""
    size = len(pickle.dumps(graded, pickle.HIGHEST_PROTOCOL))
    if size <= OWN.result_mib * MIB:
        return graded
    detail = f"its result takes {size / MIB:.0f} MiB, of {OWN.result_mib}"
    return pipeline.faulted(loaded, submission, Fault(FaultKind.WORKER, detail), boxed=graded.report.boxed)


def limit_own_memory() -> None:
    """Bound what a kernel can make this process hold: it dies, not the host."""
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    most = OWN.memory_mib * MIB
    soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _limit_own_cpu(seconds: int) -> None:
    """Bound the CPU seconds that one submission may cost on this side of the wall: some values are slow to handle."""
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(time.process_time() + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))
