"""The fork server of one batch or audit: its own, started beside everything else, or one that runs already."""

from __future__ import annotations

import concurrent.futures
import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

from examiner.kernels.errors import KernelError
from examiner.kernels.forkserver import ForkServer

STEP_SECONDS = 0.05  # until a server that is to be stopped is looked at again
VARIABLE = "EXAMINER_SERVER"  # of the environment: the run folder of a fork server to use


def server_of_environment() -> ForkServer | None:
    """Return the running fork server that the environment names, if it names one.

    Raises
    ------
    ForkServerError
        If none runs there.
    """
    folder = os.environ.get(VARIABLE)
    return ForkServer.attach(Path(folder)) if folder else None


class WarmServer:
    """A fork server that is wanted soon: importing its libraries takes as long as all the rest.

    Parameters
    ----------
    preload : sequence of str
        What it must have imported.
    boxed : bool
        Whether its kernels must be boxed.
    user : int, optional
        The unprivileged user id that one of our own becomes when started by root.
    given : ForkServer, optional
        One that runs already; it is neither started nor stopped here.

    Raises
    ------
    ForkServerError
        If the given one was started for other settings.
    """

    def __init__(
        self, preload: Sequence[str], *, boxed: bool, user: int | None = None, given: ForkServer | None = None
    ) -> None:
        if given is not None:
            given.require(preload, boxed=boxed)
        self.preload, self.boxed, self.user, self.given = tuple(preload), boxed, user, given
        self._own: concurrent.futures.Future[ForkServer] | None = None
        self._starting: ForkServer | None = None

    def begin(self) -> None:
        """Start it in a thread, unless it runs or starts already."""
        if self.given is None and self._own is None:
            executor = concurrent.futures.ThreadPoolExecutor(1, "warming")
            self._starting = ForkServer(self.preload, boxed=self.boxed, user=self.user)
            self._own = executor.submit(self._starting.start)
            executor.shutdown(wait=False)

    def server(self) -> ForkServer:
        """Return it once it is warm.

        Raises
        ------
        KernelError
            If it did not start.
        """
        self.begin()
        server = self.given if self._own is None else self._own.result()
        assert server is not None
        return server

    def drop_if_dead(self) -> None:
        """Forget one of our own that is gone, so that the next who needs it has a new one started."""
        if self._own is not None and self._own.done() and (self._own.exception() or not self._own.result().alive()):
            self.stop()

    def stop(self) -> None:
        """Stop one of our own, also one that is only starting: nobody waits for its imports."""
        if self._own is not None:
            while not self._own.done() and self._starting is not None:
                self._starting.kill()
                concurrent.futures.wait([self._own], STEP_SECONDS)
            with contextlib.suppress(KernelError):  # whoever needed it has heard why there is none
                self._own.result().stop()
            self._own = None
