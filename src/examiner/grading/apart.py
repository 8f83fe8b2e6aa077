"""Starts and ends the process of the trusted side in which a test cell is carried out again.

What the cell's text does to modules, generators of random numbers or the folder ends with the process, and so does
what a student's value makes endless or huge.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import signal
import sys
import warnings
from collections.abc import Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

from examiner.codec.numeric import np
from examiner.grading.again import CarriedOut, Given
from examiner.kernels.budget import Budget

MIB = 1 << 20
SLACK_SECONDS = 5  # of CPU, above which the process ends even if nobody ends it


@contextlib.contextmanager
def carried_out(given: Given, budget: Budget) -> Iterator[Connection]:
    """Have a cell carried out in a process of its own as long as the context lasts; give the way to it."""
    here, there = Pipe()
    with warnings.catch_warnings():  # of later Pythons: the child does nothing with the threads that it has not
        warnings.simplefilter("ignore", DeprecationWarning)
        process = os.fork()
    if process == 0:
        try:
            here.close()
            _run(there, given, budget)
        finally:
            os._exit(0)
    there.close()
    try:
        yield here
    finally:
        here.close()
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


def _run(link: Connection, given: Given, budget: Budget) -> None:
    _shut_in(budget)
    with contextlib.suppress(EOFError, OSError), np.errstate(all="ignore"), _one_thread():
        CarriedOut(link, given).carry_out()


def _shut_in(budget: Budget) -> None:
    gc.disable()  # what the parent holds is not this process' to end
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - as long as the process
    warnings.simplefilter("ignore")
    os.chdir("/")
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = {
        resource.RLIMIT_DATA: (_data_mib() + budget.crosscheck_mib) * MIB,
        resource.RLIMIT_CPU: int(budget.crosscheck_seconds + used.ru_utime + used.ru_stime) + SLACK_SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for what, soft in most.items():
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _data_mib() -> int:
    """Return the MiB of private memory that this process has already."""
    with open("/proc/self/status") as status:
        return next((int(line.split()[1]) >> 10 for line in status if line.startswith("VmData:")), 0)


def _one_thread() -> contextlib.AbstractContextManager[Any]:
    """Compute as in the box, where libraries have one thread: several give other last digits."""
    try:
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]
    except ImportError:
        return contextlib.nullcontext()
    found: contextlib.AbstractContextManager[Any] = threadpool_limits(1)
    return found
