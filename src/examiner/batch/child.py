"""One grading process beside a program that is not ours: what a submission makes it use or hold ends with it.

A pool's workers would start by running that program's main file again, which need not be written for it. This one runs
``python -m examiner.batch.child`` and speaks over a pair of sockets. It ends with the program, which closes its end.
"""

from __future__ import annotations

import contextlib
import dataclasses
import signal
import socket
import subprocess
import sys
from multiprocessing.connection import Connection

from examiner.batch.worker import Job, Worker, limit_own_memory
from examiner.batch.workers import SECONDS_TO_END
from examiner.grading.trail import new_trail
from examiner.kernels.budget import Budget
from examiner.kernels.inside import box
from examiner.model import Fault, FaultKind
from examiner.pipeline import Graded, LoadedAssignment, fault_of, faulted

TRIES = 2  # of a submission whose process died: somebody else may have ended it


class Child:
    """Grades submissions of one assignment in a process of its own, one at a time.

    Parameters
    ----------
    loaded : LoadedAssignment
        The assignment; handed over, not read again.
    """

    def __init__(self, loaded: LoadedAssignment) -> None:
        self.loaded = loaded
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None

    def grade(self, job: Job) -> Graded:
        """Grade one submission. Never raises for what a submission does: it costs this process at most."""
        with new_trail() as trail:
            return self._grade(dataclasses.replace(job, trail=trail))

    def _grade(self, job: Job) -> Graded:
        seconds, tries = Budget(self.loaded.limits).figures()["worker_real_seconds"] * len(self.loaded.books), 0
        while tries < TRIES:
            connection = self._started()
            with contextlib.suppress(EOFError, OSError):
                connection.send(job)
                if not connection.poll(seconds):
                    self.close()
                    detail = f"the process that graded it did not end within {seconds} s"
                    return self._fault(job, Fault(FaultKind.WORKER, detail))
                found: Graded | Exception = connection.recv()
                return found if isinstance(found, Graded) else self._fault(job, fault_of(found))
            behind = job.trail.behind_a_death() if self._used_up_cpu() else None
            job, tries = (job, tries + 1) if behind is None else (dataclasses.replace(job, trail=behind), tries)
            self.close()
        detail = "the process that graded it died twice; see the server's memory and log"
        return self._fault(job, Fault(FaultKind.WORKER, detail))

    def close(self) -> None:
        """End the process, whatever it is at; its kernels end with it."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _used_up_cpu(self) -> bool:
        """Say whether the process that is gone died at the limit of its CPU time."""
        process = self._process
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process is not None and process.wait(SECONDS_TO_END) == -signal.SIGXCPU
        return False

    def __del__(self) -> None:
        self.close()  # a program that drops it leaves no process behind

    def _started(self) -> Connection:
        if self._connection is None:
            ours, theirs = socket.socketpair()
            with theirs:
                command = [sys.executable, "-P", "-m", __name__, str(theirs.fileno())]
                self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
            self._connection = Connection(ours.detach())
            self._connection.send(self.loaded)
        return self._connection

    def _fault(self, job: Job, fault: Fault) -> Graded:
        submission = self.loaded.course.submission(job.student, job.assignment)
        return faulted(self.loaded, submission, fault, boxed=job.boxed)


def serve(connection: Connection) -> None:
    """Grade what is asked for, until the other end is closed."""
    worker = Worker(connection.recv())
    try:
        while True:
            job = connection.recv()
            try:
                result: object = worker.grade(job)
            except Exception as error:  # of the worker, not of the submission: told to staff, not scored
                result = RuntimeError(f"{type(error).__name__}: {error}")
            connection.send(result)
    except (EOFError, OSError):
        worker.close()


def main(arguments: list[str]) -> None:
    """Begin a process: it is bounded before it hears of a submission."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; who asked ends this one
    box.die_with_parent()
    limit_own_memory()
    with Connection(int(arguments[0])) as connection:
        serve(connection)


if __name__ == "__main__":
    main(sys.argv[1:])
