"""What would end a kernel later than the cell that asks for it, and so cost cells that have nothing to do with it.

Recipes from the web restart the kernel after an installation, or end it from a timer. In grading nothing needs that:
the kernel stays, and the notebook goes on. What a cell does at once, such as ``os._exit`` itself, still ends it.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from tornado.ioloop import IOLoop

NO_RESTART = "[評分時不會重新啟動核心 / the kernel is not restarted while grading]"


class StayingKernel(IPythonKernel):
    """A kernel that ends only when the one who started it asks for it."""

    ends = False

    async def shutdown_request(self, stream: Any, ident: Any, parent: dict[str, Any]) -> None:
        """End: this comes from outside."""
        self.ends = True
        await super().shutdown_request(stream, ident, parent)

    def do_shutdown(self, restart: bool) -> Any:
        """End if it was asked for from outside; tell a cell that asks that nothing is restarted."""
        if self.ends:
            return super().do_shutdown(restart)
        print(NO_RESTART, file=sys.stderr)
        return {"status": "ok", "restart": restart}

    def serve(self, start: Callable[[], None]) -> None:
        """Start, and go on until the end that was asked for, also when something else has stopped the event loop."""
        while not self.ends:
            with contextlib.suppress(SystemExit, KeyboardInterrupt):
                start()
            start = IOLoop.current().start


def end_threads_alone() -> None:
    """Have ``os._exit`` in a thread other than the first end that thread."""
    end, kernel = os._exit, os.getpid()

    def _exit(status: int) -> Any:
        """End this process, or only this thread."""
        if os.getpid() == kernel and threading.current_thread() is not threading.main_thread():
            raise SystemExit(status)
        end(status)

    os._exit = _exit
