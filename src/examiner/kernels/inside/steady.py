"""A kernel that answers every request, whatever a cell has left behind and whatever becomes of its code.

ipykernel answers nothing when something fails outside the student's own frames: when a look at the code's syntax meets
Python's limits, or a stream that a cell has put in place of ``sys.stdout`` cannot be flushed. Whoever asked would wait
until the time is over. Here the request ends as an error of its cell, and what the next one needs is in its place.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from typing import Any

STREAMS = ("stdout", "stderr")


class Steady:
    """Keeps a shell able to answer.

    Parameters
    ----------
    shell : InteractiveShell
        The kernel's.
    """

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._streams = {name: getattr(sys, name) for name in STREAMS}
        self._is_async, self._show = shell.should_run_async, shell._showtraceback
        shell.should_run_async, shell._showtraceback = self._should_run_async, self._showtraceback

    def mend_streams(self) -> None:
        """Put the kernel's own streams back where a cell has left none, or one that cannot be flushed."""
        for name, own in self._streams.items():
            try:
                found = getattr(sys, name)
                if found is not own:  # which never fails, and is flushed by ipykernel
                    found.flush()
            except BaseException:  # it may be anything, None and a closed file included
                setattr(sys, name, own)

    async def answer(self, execute: Callable[[], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
        """Return the content of the reply to an ``execute_request``.

        Parameters
        ----------
        execute : callable
            Runs the cell and returns the content.
        """
        try:
            return await execute()
        except Exception as error:
            return self._told(error)
        finally:
            self.mend_streams()

    def _told(self, error: Exception) -> dict[str, Any]:
        lines = [f"{type(error).__name__}: {error}"]
        self.mend_streams()
        self._show(type(error), error, lines)
        reply = {"status": "error", "ename": type(error).__name__, "evalue": str(error), "traceback": lines}
        return {**reply, "execution_count": self._shell.execution_count - 1, "user_expressions": {}, "payload": []}

    def _should_run_async(self, raw_cell: str, **options: Any) -> bool:
        """Say whether a cell awaits something; one that is nested too deeply to tell will not run at all."""
        try:
            return bool(self._is_async(raw_cell, **options))
        except RecursionError:
            return False

    def _showtraceback(self, kind: type, error: BaseException, lines: list[str]) -> None:
        self.mend_streams()
        self._show(kind, error, lines)
