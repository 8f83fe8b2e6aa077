"""The trusted end of the fork server: start it, and ask it for kernels.

One :class:`ForkServer` serves any number of processes: others :meth:`~ForkServer.attach` to its socket by
path. The run folder that holds it is open to its owner only.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Any

from examiner.kernels import cgroups, claims, jail
from examiner.kernels.errors import ASK_DOCTOR, ForkServerError, NoIsolation
from examiner.kernels.handle import CHANNELS, KernelHandle, readable

__all__ = ["ForkServer", "KernelHandle"]

START_SECONDS = 180.0  # importing TensorFlow on a cold disk can take a minute
FORK_SECONDS = 30.0
STOP_SECONDS = 5.0
MOST_FOLDER = 60  # characters: the path of a Unix socket has room for 108
SERVES = "serves.json"  # in the run folder: what those who attach must know
TEMPORARY = "/tmp"  # noqa: S108 - only folders made by mkdtemp lie in it, or it is the box's own


class ForkServer:
    """A warm process that forks boxed kernels.

    Parameters
    ----------
    preload : sequence of str
        Modules imported once, before the first fork.
    boxed : bool
        False runs the kernels with no isolation at all: for a host that offers none, by explicit choice.
    user : int, optional
        The unprivileged user id to become when started by root.
    """

    def __init__(self, preload: Sequence[str] = (), *, boxed: bool = True, user: int | None = None) -> None:
        self.preload, self.boxed, self.user = tuple(preload), boxed, user
        self.folder: Path | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self.missing: tuple[str, ...] = ()
        self.why_one_user = ""  # why its kernels are one user of the host; empty if each has its own
        self._stopped = threading.Event()
        self._claim: claims.Claim | None = None

    # -- life -----------------------------------------------------------------------------------------

    def start(self) -> ForkServer:
        """Start the server and wait until its libraries are imported.

        Raises
        ------
        NoIsolation
            If the box cannot be built on this host.
        ForkServerError
            If the server ends or stays silent.
        """
        self._claim = claims.claim(_short_folder())
        self.folder = self._claim.folder
        atexit.register(self.stop)
        listener = _listen(str(self.folder / "fork"))
        started: Future[subprocess.Popen[bytes]] = Future()
        arguments = (listener, self.folder / "log", started)
        threading.Thread(target=self._launch, args=arguments, name="fork server", daemon=True).start()
        try:
            self.process = started.result()
            self._await_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def _launch(self, listener: socket.socket, path: Path, started: Future[subprocess.Popen[bytes]]) -> None:
        """Start the process and stay: it is told to die with its parent, and Linux takes the thread for that."""
        try:
            with listener, open(path, "wb") as log:
                process = subprocess.Popen(
                    self._command(listener.fileno()),
                    pass_fds=[listener.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    bufsize=0,  # two lines may come at once
                    stderr=log,
                    env=self._environment(),
                    cwd="/",
                )
        except BaseException as error:  # whatever it is, the thread that waits must hear of it
            started.set_exception(error)
            return
        started.set_result(process)
        self._stopped.wait()

    def _command(self, listener: int) -> list[str]:
        if self.boxed:
            if shutil.which("bwrap") is None:
                raise NoIsolation("bubblewrap is not installed. Run: apt-get install bubblewrap")
            spec = jail.specification(listener, list(self.preload), self.user)
            return [sys.executable, "-P", "-m", "examiner.kernels.jail", json.dumps(spec)]
        settings = json.dumps({"boxed": False, "listener": listener, "preload": self.preload})
        return [sys.executable, "-P", "-s", "-m", jail.SERVER, settings]

    def _environment(self) -> dict[str, str]:
        if self.boxed:
            return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        temporary = str(self.folder)
        own = {k: v.replace(TEMPORARY, temporary, 1) for k, v in jail.ENVIRONMENT.items() if k != "PATH"}
        assert self.folder is not None
        jail.lay_out(self.folder / "packages")
        return {**own, "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "PYTHONPATH": str(self.folder / "packages")}

    def _next_line(self) -> bytes:
        assert self.process is not None and self.process.stdout is not None
        return self.process.stdout.readline() if readable(self.process.stdout, START_SECONDS) else b""

    def _await_ready(self) -> None:
        assert self.process is not None
        ready: dict[str, Any] = {}
        while "ready" not in ready and (line := self._next_line()):
            ready |= json.loads(line)
        if "ready" not in ready:
            self.process.kill()
            self.process.wait()
            text = self.log_tail()
            kind = NoIsolation if any(word in text for word in ("bwrap", "unshare", "mount ")) else ForkServerError
            raise kind(f"the fork server did not start: {text or 'no output'}. {ASK_DOCTOR}")
        self.missing, self.why_one_user = tuple(ready["missing"]), ready.get("why_one_user", "")
        assert self.folder is not None
        told = {"preload": self.preload, "boxed": self.boxed, "missing": self.missing}
        (self.folder / SERVES).write_text(json.dumps(told), encoding="utf-8")

    def log_tail(self) -> str:
        """Return the end of what the server wrote to standard error."""
        if self.folder is None or not (self.folder / "log").exists():
            return ""
        return (self.folder / "log").read_bytes()[-9000:].decode(errors="replace").strip()

    def kill(self) -> None:
        """Kill the server, from whatever thread; one that is still starting fails for it."""
        if self.process is not None:
            self.process.kill()

    def stop(self) -> None:
        """End the server and with it every kernel it forked."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            if self.process.stdout is not None:
                readable(self.process.stdout, STOP_SECONDS)  # at its end: all keepers have ended too
                self.process.stdout.close()
            self.process = None
        self._stopped.set()
        if self._claim is not None:
            self._claim.release()
            atexit.unregister(self.stop)
        self.folder = self._claim = None

    def alive(self) -> bool:
        """Say whether the server still runs (always True for one attached to)."""
        return self.folder is not None and (self.process is None or self.process.poll() is None)

    def __enter__(self) -> ForkServer:
        return self.start() if self.folder is None else self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @classmethod
    def attach(cls, folder: Path) -> ForkServer:
        """Return a server that another process started, found by its run folder.

        Raises
        ------
        ForkServerError
            If no server runs there.
        """
        try:
            told = json.loads((folder / SERVES).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ForkServerError(f"{folder}: no fork server runs there: {error}") from error
        server = cls(told["preload"], boxed=told["boxed"])
        server.folder, server.missing = folder, tuple(told["missing"])
        return server

    def require(self, preload: Sequence[str], *, boxed: bool) -> None:
        """Refuse to serve a course for which another server would have been started.

        Raises
        ------
        ForkServerError
            If this one imported other modules, or has a box where none is wanted, or none where one is.
        """
        if self.boxed is not boxed:
            has, wanted = ("a box" if value else "no box" for value in (self.boxed, boxed))
            raise ForkServerError(f"{self.folder}: this fork server has {has}, the course's settings ask for {wanted}")
        if self.preload != tuple(preload):
            has, wanted = (", ".join(names) or "nothing" for names in (self.preload, preload))
            raise ForkServerError(
                f"{self.folder}: this fork server has imported {has}; the course's c.Examiner.preload asks for {wanted}"
            )

    # -- kernels --------------------------------------------------------------------------------------

    def fork(self, figures: Mapping[str, int], *, seed: int = 0, after: KernelHandle | None = None) -> KernelHandle:
        """Fork one kernel into a fresh box. It may not be ready for requests yet.

        Parameters
        ----------
        figures : mapping of str to int
            What the box is set to; see :meth:`~examiner.kernels.budget.Budget.figures`.
        seed : int
            Of its random number generators.
        after : KernelHandle, optional
            A closed one whose address and key the new kernel takes over, so that clients find it.

        Raises
        ------
        ForkServerError
            If the server is gone or the box could not be shut.
        """
        if self.folder is None:
            raise ForkServerError("the fork server is not running")
        try:
            folder = Path(tempfile.mkdtemp(prefix="k-", dir=self.folder)) if after is None else after.folder
            folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise ForkServerError(f"the fork server is gone: {error}") from error
        key = secrets.token_hex(32) if after is None else after.key
        handle = KernelHandle(str(folder / "s"), key, socket.socket(socket.AF_UNIX), folder)
        handle.connection.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        request = {"key": handle.key, "boxed": self.boxed, "seed": seed, "figures": dict(figures)}
        request |= {"ip": f"{TEMPORARY}/kernel", "cwd": "/submission" if self.boxed else str(folder)}
        try:
            self._ask_for(handle, json.dumps(request).encode() + b"\n")
            self._await_started(handle)
            handle.join_group(cgroups.new_group(self.folder.name, figures))
        except OSError as error:
            handle.close()
            raise ForkServerError(f"the fork server does not answer: {error}") from error
        except BaseException:
            handle.close()
            raise
        return handle

    def _ask_for(self, handle: KernelHandle, line: bytes) -> None:
        """Open a kernel's sockets and send them with the request: the kernel has nothing to open by itself."""
        with contextlib.ExitStack() as opened:
            listeners = [opened.enter_context(_listen(handle.path(channel))) for channel in CHANNELS]
            handle.connection.connect(str(Path(handle.folder).parent / "fork"))
            socket.send_fds(handle.connection, [line], [listener.fileno() for listener in listeners])

    def _await_started(self, handle: KernelHandle) -> None:
        deadline = time.monotonic() + FORK_SECONDS
        while (left := deadline - time.monotonic()) > 0:
            for event in handle.events(left):
                if event["event"] == "started":
                    return
                raise ForkServerError(f"the box could not be shut: {event.get('why')}. {ASK_DOCTOR}")
        raise ForkServerError(f"no kernel within {FORK_SECONDS:.0f} s: {self.log_tail()}")


def _listen(path: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(64)
    return listener


def _short_folder() -> str:
    found = tempfile.gettempdir()
    return found if len(found) <= MOST_FOLDER else TEMPORARY
