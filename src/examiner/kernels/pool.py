"""Spare kernels: while one submission is graded, the kernel for the next one gets ready."""

from __future__ import annotations

from collections import deque
from types import TracebackType

from examiner.kernels.budget import Budget
from examiner.kernels.errors import KernelDied, KernelError
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.session import KernelSession

SEED = 20260101  # of every kernel alike: an unseeded notebook must repeat itself
TRIES = 3


class KernelPool:
    """Hands out ready kernels of one fork server.

    Parameters
    ----------
    server : ForkServer
        Where kernels come from.
    spare : int
        How many to keep ready. They are forked when a kernel is taken, never before the first.
    """

    def __init__(self, server: ForkServer, spare: int = 1) -> None:
        self.server, self.spare = server, spare
        self._ready: deque[KernelSession] = deque()

    def session(self, budget: Budget) -> KernelSession:
        """Return a kernel that answers, in a fresh box, to run a submission on its account.

        Raises
        ------
        KernelError
            If none can be had.
        """
        for attempt in range(TRIES):
            session = self._take(budget) or self._fork(budget)
            self._refill(budget)
            try:
                session.wait_ready()
            except KernelDied:
                session.close()
                if attempt == TRIES - 1:
                    raise
            else:
                return session
        raise AssertionError("unreachable")

    def _fork(self, budget: Budget) -> KernelSession:
        return KernelSession(self.server.fork(budget.figures(), seed=SEED), budget)

    def _take(self, budget: Budget) -> KernelSession | None:
        while self._ready:
            session = self._ready.popleft()
            session.handle.events(0)  # it may have ended meanwhile
            if session.budget.limits == budget.limits and session.handle.ended is None:
                session.adopt(budget)
                return session
            session.close()
        return None

    def _refill(self, budget: Budget) -> None:
        while len(self._ready) < self.spare:
            try:
                self._ready.append(self._fork(Budget(budget.limits)))
            except KernelError:
                return  # a spare is a convenience: whoever needs a kernel will hear the reason

    def close(self) -> None:
        """End the spare kernels."""
        while self._ready:
            self._ready.popleft().close()

    def __enter__(self) -> KernelPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
