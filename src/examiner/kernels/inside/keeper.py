"""The keeper: one small process beside each kernel that starts it, watches it and ends it.

It stays outside the kernel's process namespace, so nothing in the box can see or signal it. It speaks to the trusted
side over the connection (see ``forkserver``) and enforces what rlimits cannot: the memory of all the box's processes together.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import sys
import time
from typing import Any

WATCH_SECONDS = 0.05
TICK = os.sysconf("SC_CLK_TCK")


class Keeper:
    """Watches one kernel until it ends or the trusted side hangs up."""

    def __init__(self, connection: socket.socket, pid: int, memory_mib: int) -> None:
        self.connection, self.pid, self.memory_mib = connection, pid, memory_mib
        self.baseline_mib = self._memory_mib([pid])
        self.why = ""
        self.cpu = 0.0
        self.peak_mib = 0.0
        self.buffer = b""

    def loop(self) -> None:
        """Serve commands and watch memory until the kernel is gone."""
        ended = os.pidfd_open(self.pid)
        poller = select.poll()
        poller.register(self.connection, select.POLLIN)
        poller.register(ended, select.POLLIN)
        while True:
            ready = {fd for fd, _ in poller.poll(WATCH_SECONDS * 1000)}
            if ended in ready:
                return self.report_end()
            if self.connection.fileno() in ready and not self.read_commands():
                return self.kill("hangup")
            self.watch_memory()

    def watch_memory(self) -> None:
        """Kill the box when its processes together hold more than they may."""
        used = self._memory_mib(box_processes(self.pid)) - self.baseline_mib
        self.peak_mib = max(self.peak_mib, used)
        if used > self.memory_mib and not self.why:
            self.why = "memory"
            self.kill(self.why)

    def kill(self, why: str) -> None:
        """End the kernel; as process 1 of its namespace it takes everything else along."""
        self.why = self.why or why
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def read_commands(self) -> bool:
        """Obey what has arrived; False once the trusted side has hung up."""
        try:
            data = self.connection.recv(65536)
        except OSError:
            return False
        self.buffer += data
        *lines, self.buffer = self.buffer.split(b"\n")
        for line in lines:
            self.obey(json.loads(line))
        return bool(data)

    def obey(self, command: dict[str, Any]) -> None:
        """Carry out one command."""
        if "signal" in command:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, command["signal"])
        if "kill" in command:
            self.kill(command["kill"])
        if "usage" in command:
            pids = box_processes(self.pid)
            self.cpu = max(self.cpu, cpu_seconds(pids))
            memory = self._memory_mib(pids) - self.baseline_mib
            self.send(event="usage", id=command["usage"], cpu=self.cpu, memory_mib=memory)

    def report_end(self) -> None:
        """Say how the kernel ended."""
        _, status, used = os.wait4(self.pid, 0)
        cpu = max(self.cpu, used.ru_utime + used.ru_stime)
        code = os.waitstatus_to_exitcode(status)
        self.send(event="ended", status=code, why=self.why, cpu=cpu, peak_mib=self.peak_mib)

    def send(self, **message: Any) -> None:
        """Send one line; a trusted side that is gone is noticed by the loop."""
        with contextlib.suppress(OSError):
            self.connection.sendall(json.dumps(message).encode() + b"\n")

    def _memory_mib(self, pids: list[int]) -> float:
        # Summed resident pages count shared ones once per process: right for one process, and only a first
        # look for several, where the proportional share is read (it is exact, and slow).
        total = sum(_resident_kib(pid) for pid in pids) / 1024
        if len(pids) > 1 and total > self.memory_mib:
            total = sum(_proportional_kib(pid) for pid in pids) / 1024
        return total


def box_processes(root: int) -> list[int]:
    """Return ``root`` and all its descendants; orphans in the box become children of ``root``."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError, ValueError):
                children.setdefault(int(_stat(int(name))[1]), []).append(int(name))
    found, todo = [], [root]
    while todo:
        pid = todo.pop()
        found.append(pid)
        todo.extend(children.get(pid, ()))
    return found


def cpu_seconds(pids: list[int]) -> float:
    """Return the CPU seconds used by these processes and the children they have waited for."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError, ValueError, IndexError):
            total += sum(int(value) for value in _stat(pid)[11:15])
    return total / TICK


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat from the state on; the name before may hold anything."""
    with open(f"/proc/{pid}/stat", "rb") as file:
        return file.read().rpartition(b")")[2].decode().split()


def _resident_kib(pid: int) -> int:
    total = 0
    with contextlib.suppress(OSError), open(f"/proc/{pid}/status") as file:
        for line in file:
            if line.startswith(("RssAnon:", "RssShmem:")):
                total += int(line.split()[1])
    return total


def _proportional_kib(pid: int) -> int:
    with contextlib.suppress(OSError), open(f"/proc/{pid}/smaps_rollup") as file:
        for line in file:
            if line.startswith("Pss_Anon:"):
                return int(line.split()[1])
    return _resident_kib(pid)


def run(connection: socket.socket) -> None:
    """Start the kernel that the connection asks for and keep it until its end."""
    from . import forkserver

    started = time.monotonic()
    try:
        request, descriptors = forkserver.receive_request(connection)
        pid = forkserver.start_kernel(request, descriptors)
        for fd in descriptors:
            os.close(fd)
    except Exception as error:  # whatever it was, the trusted side must learn why there is no kernel
        text = json.dumps({"event": "failed", "why": f"{type(error).__name__}: {error}"})
        with contextlib.suppress(OSError):
            connection.sendall(text.encode() + b"\n")
        sys.exit(1)
    keeper = Keeper(connection, pid, request["limits"]["memory_mib"])
    keeper.send(event="started", pid=pid, seconds=time.monotonic() - started)
    keeper.loop()
