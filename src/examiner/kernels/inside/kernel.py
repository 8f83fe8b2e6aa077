"""The kernel that runs in the box: a real IPython kernel on sockets that were opened outside.

The trusted side owns the listening sockets and passes them in, so the box needs no shared folder and no
network to be reached through. Beside Jupyter's own messages the kernel answers ``examiner_request`` on the
shell channel (see ``responder``).
"""

from __future__ import annotations

import functools
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any, cast

import zmq
from ipykernel.heartbeat import Heartbeat
from ipykernel.kernelapp import IPKernelApp
from tornado.ioloop import IOLoop
from tornado.platform.asyncio import BaseAsyncIOLoop
from traitlets import Type
from traitlets.config import Config

from . import figures
from .printing import PromptStream, Sender
from .responder import Responder
from .seeds import seed_everything
from .shell import BoxedShell
from .staying import StayingKernel, end_threads_alone
from .steady import Steady

CHANNELS = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")  # Jupyter's own order


class BoxedKernel(StayingKernel):
    """An IPython kernel that also answers the wall's requests."""

    shell_class = Type(BoxedShell)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.shell_channel_thread = _NoShellThread()
        self._responder = Responder(self)
        self._steady = Steady(self.shell)
        self.shell_handlers["examiner_request"] = self._responder.handle

    async def do_execute(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Run a cell and return what is replied."""
        return await self._steady.answer(functools.partial(super().do_execute, *args, **kwargs))

    def post_handler_hook(self) -> None:
        """Leave everything as the next request needs it."""
        super().post_handler_hook()
        self._steady.mend_streams()

    def _publish_status(self, status: str, channel: str, parent: Any = None) -> None:
        """Tell that the kernel is busy or idle; of the wall's requests only an end that no reply has told."""
        header = self.get_parent(channel).get("header", {})
        if header.get("msg_type") == "examiner_request" and (
            status == "busy" or header.get("msg_id") == self._responder.ended
        ):
            return
        super()._publish_status(status, channel, parent)

    @property
    def _supports_kernel_subshells(self) -> bool:
        return False


class _NoShellThread:
    """Stands for the thread of the shell channel, which there is not; ``await`` in a cell asks for its parent."""

    def __init__(self) -> None:
        self.parent_thread = threading.main_thread()

    def __bool__(self) -> bool:
        return False


class _OpenedHeartbeat(Heartbeat):
    descriptor = -1

    def _bind_socket(self) -> None:
        self.socket.setsockopt(zmq.USE_FD, self.descriptor)
        self._try_bind_socket()


class BoxedKernelApp(IPKernelApp):
    """IPKernelApp on sockets that are open already; it reads no file and writes none."""

    descriptors: dict[int, int]
    outstream_class = f"{PromptStream.__module__}.PromptStream"

    def init_connection_file(self) -> None:
        """Do nothing: the connection came with the request."""

    def write_connection_file(self, **kwargs: Any) -> None:
        """Do nothing: the trusted side wrote it."""

    def cleanup_connection_file(self) -> None:
        """Do nothing: the trusted side removes it."""

    def init_blackhole(self) -> None:
        """Send what bypasses Python's streams nowhere: nobody reads it."""
        null = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(null, fd)
        os.close(null)

    def _try_bind_socket(self, s: Any, port: int) -> int:
        s.setsockopt(zmq.USE_FD, self.descriptors[port])
        s.bind(f"ipc://{self.ip}-{port}")
        return port

    def init_iopub(self, context: Any) -> None:
        """Open the output channel; queue without limit in the box's own memory rather than drop output.

        IPython's pipe for the output of forked children is left out: it needs a loopback network.
        """
        self.iopub_socket = context.socket(zmq.XPUB)
        self.iopub_socket.linger, self.iopub_socket.sndhwm = 1000, 0
        self.iopub_port = self._bind_socket(self.iopub_socket, self.iopub_port)
        self.configure_tornado_logger()
        self.iopub_thread = Sender(self.iopub_socket, pipe=False, session=self.session)
        self.iopub_thread.start()
        self.iopub_socket = self.iopub_thread.background_socket

    def init_control(self, context: Any) -> None:
        """Serve the shell channel on the main thread: one hop less for every call."""
        super().init_control(context)
        self.shell_channel_thread = None

    def init_heartbeat(self) -> None:
        """Start the heartbeat on its opened socket."""
        self.heartbeat = _OpenedHeartbeat(zmq.Context(), (self.transport, self.ip, self.hb_port))
        self.heartbeat.descriptor = self.descriptors[self.hb_port]
        self.heartbeat.start()

    def init_signal(self) -> None:
        """Ignore interrupts between requests, as IPython does."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        # With any handler asyncio wakes up on all signals; else an interrupt would wait as long as a cell's ``await``.
        cast(BaseAsyncIOLoop, IOLoop.current()).asyncio_loop.add_signal_handler(signal.SIGUSR2, lambda: None)


def import_from_submission() -> None:
    """Let a notebook import the modules beside it, where Jupyter lets it: after the standard library."""
    places = [i for i, path in enumerate(sys.path) if os.path.basename(path) in ("site-packages", "dist-packages")]
    sys.path.insert(places[0] if places else len(sys.path), "")


def _leave(code: object = None) -> None:
    raise SystemExit(code)


def run(request: dict[str, Any], descriptors: list[int], started: Callable[[], None]) -> None:
    """Run the kernel until it is shut down; call ``started`` when nothing can fail any more."""
    seed_everything(request["seed"])
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Context"
    config.Session.key = request["key"].encode()
    BoxedKernelApp.clear_instance()
    app = BoxedKernelApp.instance(config=config, kernel_class=BoxedKernel, log_level=50)
    app.descriptors = {i + 1: fd for i, fd in enumerate(descriptors)}
    app.transport, app.ip = "ipc", request["ip"]
    for i, name in enumerate(CHANNELS):
        setattr(app, name, i + 1)
    app.initialize([])
    app.log.setLevel(app.log_level)  # else every request is put into words for a log that nobody keeps
    import_from_submission()
    # In IPython exit() would quietly end the kernel after the cell; here it ends the cell, as in a script.
    assert app.shell is not None
    app.shell.user_ns.update(exit=_leave, quit=_leave)
    end_threads_alone()
    figures.watch(app.shell)
    started()
    cast(BoxedKernel, app.kernel).serve(app.start)
