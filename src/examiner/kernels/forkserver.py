"""The trusted end of the fork server: start it, and ask it for kernels.

One :class:`ForkServer` serves any number of processes: others :meth:`~ForkServer.attach` to its socket by
path. The run folder that holds it is open to its owner only.
"""

from __future__ import annotations

import json
import os
import secrets
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from examiner.kernels import jail
from examiner.kernels.errors import ForkServerError, KernelDied, NoIsolation
from examiner.model import Limits

CHANNELS = ("shell", "iopub", "stdin", "control", "hb")  # the order of their sockets, as in Jupyter
START_SECONDS = 180.0  # importing TensorFlow on a cold disk can take a minute
FORK_SECONDS = 30.0


@dataclass
class KernelHandle:
    """One kernel: its connection details, and the line to its keeper."""

    ip: str
    key: str
    connection: socket.socket
    folder: Path
    ended: dict[str, Any] | None = None
    _buffer: bytes = b""
    _counter: int = 0

    def connection_info(self) -> dict[str, Any]:
        """Return what a Jupyter connection file holds."""
        ports = {f"{name}_port": number for number, name in enumerate(CHANNELS, 1)}
        scheme = {"transport": "ipc", "signature_scheme": "hmac-sha256", "kernel_name": "python3"}
        return {**ports, **scheme, "ip": self.ip, "key": self.key}

    def endpoint(self, channel: str) -> str:
        """Return the ZMQ address of a channel."""
        return f"ipc://{self.ip}-{CHANNELS.index(channel) + 1}"

    def send(self, **command: Any) -> None:
        """Send the keeper a command.

        Raises
        ------
        KernelDied
            If the keeper is gone.
        """
        try:
            self.connection.sendall(json.dumps(command).encode() + b"\n")
        except OSError:
            raise KernelDied("keeper gone") from None

    def events(self, timeout: float) -> list[dict[str, Any]]:
        """Return the keeper's messages that arrive within ``timeout`` seconds, at most one read."""
        if self.ended is not None or not select.select([self.connection], [], [], timeout)[0]:
            return []
        try:
            data = self.connection.recv(65536)
        except OSError:
            data = b""
        if not data:
            self.ended = {"event": "ended", "status": None, "why": "keeper gone", "cpu": 0.0}
            return [self.ended]
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        found = [json.loads(line) for line in lines]
        self.ended = next((e for e in found if e["event"] in ("ended", "failed")), None)
        return found

    def usage(self, seconds: float = 5.0) -> dict[str, Any] | None:
        """Return the CPU seconds and MiB in use, None if the kernel has ended or does not say."""
        self._counter += 1
        try:
            self.send(usage=self._counter)
        except KernelDied:
            return None
        deadline = time.monotonic() + seconds
        while self.ended is None and (left := deadline - time.monotonic()) > 0:
            for event in self.events(left):
                if event["event"] == "usage" and event["id"] == self._counter:
                    return event
        return None

    def wait_ended(self, seconds: float) -> dict[str, Any] | None:
        """Wait for the kernel's end and return how it ended, None if it has not."""
        deadline = time.monotonic() + seconds
        while self.ended is None and (left := deadline - time.monotonic()) > 0:
            self.events(left)
        return self.ended

    def close(self) -> None:
        """Kill the kernel, if it lives, with all that it started, and remove its sockets."""
        self.connection.close()
        shutil.rmtree(self.folder, ignore_errors=True)


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
        self._stage: str | None = None

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
        self.folder = Path(tempfile.mkdtemp(prefix="examiner-"))
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(self.folder / "fork"))
        listener.listen(128)
        self._stage = tempfile.mkdtemp(prefix="examiner-stage-")
        log = open(self.folder / "log", "wb")  # noqa: SIM115 - lives as long as the process
        try:
            self.process = subprocess.Popen(  # noqa: S603
                self._command(listener.fileno()),
                pass_fds=[listener.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                env=self._environment(),
                cwd="/",
            )
        finally:
            listener.close()
            log.close()
        self._await_ready()
        return self

    def _command(self, listener: int) -> list[str]:
        if self.boxed:
            if shutil.which("bwrap") is None:
                raise NoIsolation("bubblewrap is not installed. Run: apt-get install bubblewrap")
            spec = {**jail.specification(listener, list(self.preload), self.user), "stage": self._stage}
            return [sys.executable, "-P", "-m", "examiner.kernels.jail", json.dumps(spec)]
        settings = json.dumps({"listener": listener, "preload": self.preload})
        return [sys.executable, "-P", "-s", "-m", "inside", settings]

    def _environment(self) -> dict[str, str]:
        if self.boxed:
            return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        temporary = str(self.folder)
        own = {k: v.replace("/tmp", temporary, 1) for k, v in jail.ENVIRONMENT.items() if k != "PATH"}  # noqa: S108
        inside = str(Path(jail.box.__file__).parents[1])
        return {**own, "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "PYTHONPATH": inside}

    def _await_ready(self) -> None:
        assert self.process is not None and self.process.stdout is not None
        readable, _, _ = select.select([self.process.stdout], [], [], START_SECONDS)
        line = self.process.stdout.readline() if readable else b""
        if not line:
            self.process.kill()
            self.process.wait()
            text = self.log_tail()
            self.stop()
            kind = NoIsolation if "bwrap" in text or "unshare" in text else ForkServerError
            raise kind(f"the fork server did not start: {text or 'no output'}. Run: examiner doctor")
        self.missing = tuple(json.loads(line)["missing"])

    def log_tail(self) -> str:
        """Return the end of what the server wrote to standard error."""
        if self.folder is None or not (self.folder / "log").exists():
            return ""
        return (self.folder / "log").read_bytes()[-9000:].decode(errors="replace").strip()

    def stop(self) -> None:
        """End the server and with it every kernel it forked."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            if self.process.stdout is not None:
                self.process.stdout.close()
            self.process = None
        for folder in (self.folder, self._stage):
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)
        self.folder = None

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
    def attach(cls, folder: Path, *, boxed: bool = True) -> ForkServer:
        """Return a server that another process started, found by its run folder."""
        server = cls(boxed=boxed)
        server.folder = folder
        return server

    # -- kernels --------------------------------------------------------------------------------------

    def fork(self, limits: Limits, *, seed: int = 0, key: str | None = None) -> KernelHandle:
        """Fork one kernel into a fresh box. It may not be ready for requests yet.

        Raises
        ------
        ForkServerError
            If the server is gone or the box could not be shut.
        """
        if self.folder is None:
            raise ForkServerError("the fork server is not running")
        folder = Path(tempfile.mkdtemp(prefix="k-", dir=self.folder))
        ip, key = str(folder / "s"), key or secrets.token_hex(32)
        connection = socket.socket(socket.AF_UNIX)
        handle = KernelHandle(ip, key, connection, folder)
        listeners = [_listen(f"{ip}-{number}") for number in range(1, len(CHANNELS) + 1)]
        request = {"ip": "/tmp/kernel", "key": key, "boxed": self.boxed, "seed": seed, "limits": asdict(limits)}  # noqa: S108
        if not self.boxed:
            request["cwd"] = str(folder)
        try:
            connection.connect(str(self.folder / "fork"))
            line = json.dumps(request).encode() + b"\n"
            socket.send_fds(connection, [line], [listener.fileno() for listener in listeners])
            self._await_started(handle)
        except OSError as error:
            handle.close()
            raise ForkServerError(f"the fork server does not answer: {error}") from error
        except BaseException:
            handle.close()
            raise
        finally:
            for listener in listeners:
                listener.close()
        return handle

    def _await_started(self, handle: KernelHandle) -> None:
        deadline = time.monotonic() + FORK_SECONDS
        while (left := deadline - time.monotonic()) > 0:
            for event in handle.events(left):
                if event["event"] == "started":
                    return
                raise ForkServerError(f"the box could not be shut: {event.get('why')}. Run: examiner doctor")
        raise ForkServerError(f"no kernel within {FORK_SECONDS:.0f} s: {self.log_tail()}")


def _listen(path: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(64)
    return listener
