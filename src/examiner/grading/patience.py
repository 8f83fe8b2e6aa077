"""Ends a check in which the grader itself runs on and on, because of what a student's value has it do.

A grader's loop over ``range(student.f())`` need not end. The CPU time of this process is watched by a timer, whose
signal raises in the main thread between two steps of Python's. What it raises is no ``Exception``, lest a grader's
``except`` takes it for something else, and it is raised again every second until the check is over. It waits while a
request to the student's kernel is under way, which has limits of its own and must not be left half done.
"""

from __future__ import annotations

import contextlib
import linecache
import math
import resource
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType, TracebackType

from examiner.grading import callbacks
from examiner.grading.errors import OutOfPatience
from examiner.kernels.budget import Budget

AGAIN = 1.0  # CPU seconds until it is raised once more, for a grader that swallows it
HARD = 1.5  # times its allowance, and then a process that may die ends: a loop within C does not see the signal
NOT_NOW = tuple(str(Path(__file__).parents[1] / place) for place in ("kernels/", "grading/execution.py"))


class Patience:
    """The CPU time of one check on the grader's side.

    Parameters
    ----------
    budget : Budget
        The submission's account.
    """

    def __init__(self, budget: Budget) -> None:
        self._budget, self._left, self._lasts = budget, budget.judging.seconds(), False
        self._allowed, self._text = self._left, budget.judging.text()
        self._aside = 0.0  # CPU seconds that were somebody else's

    @contextlib.contextmanager
    def lasting(self) -> Iterator[None]:
        """Bound a part of the check, such as its fixtures; its parts have one allowance together."""
        if threading.current_thread() is not threading.main_thread():
            yield  # signals are handled in the main thread alone
            return
        began, outer = time.process_time(), signal.getitimer(signal.ITIMER_PROF)
        handler = signal.signal(signal.SIGPROF, self._stop)
        limits = _end_soon_after(HARD * self._left)
        try:
            self._lasts = True
            signal.setitimer(signal.ITIMER_PROF, max(self._left, 0.001), AGAIN)
            yield
        finally:
            self._lasts = False  # before anything that lets a signal in
            signal.setitimer(signal.ITIMER_PROF, 0)
            spent, self._aside = time.process_time() - began - self._aside, 0.0
            resource.setrlimit(resource.RLIMIT_CPU, limits)
            signal.signal(signal.SIGPROF, handler)
            if outer[0]:  # somebody else's, such as an audit's
                signal.setitimer(signal.ITIMER_PROF, max(outer[0] - spent, 0.001), outer[1])
            self._left -= spent
            self._budget.judging.charge(spent)

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """Let something in the middle of the check have an allowance of its own, such as a shared fixture."""
        began, timer, lasts = time.process_time(), signal.getitimer(signal.ITIMER_PROF), self._lasts
        self._lasts = False
        signal.setitimer(signal.ITIMER_PROF, 0)
        own = Patience(self._budget)
        _end_later(HARD * own._allowed)
        try:
            with own.lasting():
                yield
        finally:
            spent = time.process_time() - began
            _end_later(spent - HARD * own._allowed)
            self._aside += spent
            self._lasts = lasts
            if lasts:
                signal.setitimer(signal.ITIMER_PROF, max(timer[0], 0.001), AGAIN)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        while frame is not None and self._lasts:
            if frame.f_code is callbacks.call.__code__:
                break  # of the grader's, although a request is under way
            if frame.f_code.co_filename.startswith(NOT_NOW):
                return
            frame = frame.f_back
        if self._lasts:
            raise OutOfPatience(self._text)


def _end_soon_after(seconds: float) -> tuple[int, int]:
    """Have this process die after so many CPU seconds if it may die for a submission; return the limits before."""
    before = resource.getrlimit(resource.RLIMIT_CPU)
    if before[0] != resource.RLIM_INFINITY:
        soon = int(time.process_time() + seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (min(soon, before[0]), before[1]))
    return before


def _end_later(seconds: float) -> None:
    """Put off the death of this process, where it may die for a submission."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if soft != resource.RLIM_INFINITY:
        soft = soft + math.ceil(seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def line_of(error: OutOfPatience, graders: Path) -> str:
    """Return the line that begins the grader's test, for staff: where in it the time ran out is chance; "" outside."""
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if Path(code.co_filename).resolve().is_relative_to(graders):
            return first_line(code)
        trace = trace.tb_next
    return ""


def first_line(code: CodeType) -> str:
    """Return the line that begins a function, with its file and number."""
    lines = enumerate(linecache.getlines(code.co_filename), 1)
    behind = ((n, line.strip()) for n, line in lines if n >= code.co_firstlineno)  # decorators come first
    number, line = next(((n, line) for n, line in behind if "def " in line), (code.co_firstlineno, ""))
    return f"{Path(code.co_filename).name}:{number}: {line}"
