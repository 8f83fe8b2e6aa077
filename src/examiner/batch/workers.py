"""Worker processes on this machine, which can be ended at once."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Collection
from concurrent.futures import Executor, Future, ProcessPoolExecutor, wait
from multiprocessing.process import BaseProcess
from typing import Any

from examiner.batch import worker
from examiner.pipeline import LoadedAssignment

SECONDS_TO_END = 5  # of a process whose pool knows that it died


class Workers(ProcessPoolExecutor):
    """A pool of processes that grade one assignment.

    Parameters
    ----------
    count : int
        How many.
    loaded : LoadedAssignment
        What they grade; handed over, not read again.
    """

    def __init__(self, count: int, loaded: LoadedAssignment) -> None:
        self._others = set(multiprocessing.active_children())
        self.own: set[BaseProcess] = set()
        # A forked child would share our database and threads.
        super().__init__(count, multiprocessing.get_context("spawn"), worker.start, (loaded,))

    def submit(self, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand over some work; a process may begin for it."""
        future = super().submit(*args, **kwargs)
        self.own |= set(multiprocessing.active_children()) - self._others
        return future

    def kill(self) -> None:
        """End the processes whatever they are at: nobody wants their results. Their kernels end with them."""
        for process in set(multiprocessing.active_children()) - self._others:
            process.kill()


def end(executor: Executor, futures: Collection[Future[Any]]) -> None:
    """End what is left of some work: at once where the processes are ours, else when what runs is done."""
    if isinstance(executor, Workers):
        if not all(future.done() for future in futures):
            executor.kill()  # fails what waits too; were that cancelled first, the pool would print an error
    else:
        futures = [future for future in futures if not future.cancel()]
    wait(futures)


def used_up_cpu(executor: Executor) -> bool:
    """Say of an executor whose work is over whether a process of it died at the limit of its CPU time."""
    own = executor.own if isinstance(executor, Workers) else ()
    for process in own:
        process.join(SECONDS_TO_END)
    return any(process.exitcode == -signal.SIGXCPU for process in own)
