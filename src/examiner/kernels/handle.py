"""One forked kernel: its connection details, and the line to its keeper."""

from __future__ import annotations

import contextlib
import json
import select
import shutil
import signal
import socket
import struct
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from examiner.kernels.cgroups import Group
from examiner.kernels.errors import KernelDied

CHANNELS = ("shell", "iopub", "stdin", "control", "hb")  # the order of their sockets, as in Jupyter
KILL_SECONDS = 10.0
CREDENTIALS = struct.Struct("3i")  # pid, uid, gid


@dataclass
class KernelHandle:
    """One kernel: its connection details, and the line to its keeper."""

    ip: str
    key: str
    connection: socket.socket
    folder: Path
    ended: dict[str, Any] | None = None
    group: Group | None = None
    keeper: int = 0  # its process id here, as Linux vouches for it
    _buffer: bytes = b""
    _counter: int = 0

    def connection_info(self) -> dict[str, Any]:
        """Return what a Jupyter connection file holds."""
        ports = {f"{name}_port": number for number, name in enumerate(CHANNELS, 1)}
        scheme = {"transport": "ipc", "signature_scheme": "hmac-sha256", "kernel_name": "python3"}
        return {**ports, **scheme, "ip": self.ip, "key": self.key}

    def path(self, channel: str) -> str:
        """Return the Unix socket of a channel."""
        return f"{self.ip}-{CHANNELS.index(channel) + 1}"

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
        if self.ended is not None or not readable(self.connection, timeout):
            return []
        try:
            data, attached, _, _ = self.connection.recvmsg(65536, socket.CMSG_SPACE(CREDENTIALS.size))
            self._note_sender(attached)
        except OSError:
            data = b""
        if not data:
            self.ended = {"event": "ended", "status": None, "why": "keeper gone", "cpu": 0.0}
            return [self.ended]
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        found = [json.loads(line) for line in lines]
        self.ended = next((e for e in found if e["event"] in ("ended", "failed")), None)
        if self.ended is not None and self.ended.get("status") == -signal.SIGKILL and not self.ended.get("why"):
            self.ended["why"] = "memory" if self.group is not None and self.group.memory_kills() else ""
        return found

    def _note_sender(self, attached: list[tuple[int, int, bytes]]) -> None:
        for level, kind, data in attached:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
                self.keeper = CREDENTIALS.unpack(data[: CREDENTIALS.size])[0]

    def join_group(self, group: Group | None) -> None:
        """Put the kernel, which has just started and run nothing yet, into a control group of its own."""
        self.group = group
        if group is None:
            return
        try:
            for pid in Path(f"/proc/{self.keeper}/task/{self.keeper}/children").read_text().split():
                group.add(int(pid))
        except OSError:  # may not be moved, or is gone: the box holds without it
            self._leave_group()

    def _leave_group(self) -> None:
        if self.group is not None:
            self.group.remove()
            self.group = None

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

    def kill(self, why: str = "killed") -> None:
        """End the kernel and wait for its end."""
        try:
            self.send(kill=why)
            self.wait_ended(KILL_SECONDS)
        except KernelDied:
            pass  # it was gone already

    def close(self) -> None:
        """Kill the kernel, if it lives, with all that it started, and remove its sockets."""
        with contextlib.suppress(OSError):  # heard by the keeper even if a forked process holds the line open, too
            self.connection.shutdown(socket.SHUT_RDWR)
        self.connection.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        self._leave_group()


def readable(source: Any, seconds: float) -> bool:
    """Wait until there is something to read; unlike ``select``, for any number of open files."""
    poller = select.poll()
    poller.register(source, select.POLLIN)
    return bool(poller.poll(seconds * 1000))
