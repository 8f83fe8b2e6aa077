"""The keeper: one small process beside each kernel that starts it, watches it and ends it.

It stays outside the kernel's process namespace, so nothing in the box can see or signal it. It speaks to the trusted
side over the connection (see ``forkserver``) and enforces what rlimits cannot: the memory of all the box's processes
together.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import time
from typing import Any

from . import starting
from .locks import Locks
from .processes import Processes

WATCH_SECONDS = 0.05
LOCK_SECONDS = 0.01  # until those who wait for a lock try again


class Keeper:
    """Watches one kernel until it ends or the trusted side hangs up.

    Parameters
    ----------
    connection : socket
        The line to the trusted side.
    pid : int
        The kernel's process id; it is a child of this process, so the number stays its own until we have waited.
    boxed : bool
        Whether it is in a box.
    most_mib : int
        What all its processes together may hold beyond what the kernel holds now.
    """

    def __init__(self, connection: socket.socket, pid: int, boxed: bool, most_mib: int) -> None:
        self.connection, self.pid, self.boxed = connection, pid, boxed
        self.most_mib = most_mib
        self.alive = os.pidfd_open(pid)
        self.processes = Processes(pid, boxed)
        self.baseline_mib = self.processes.memory_mib([self.processes.root])
        self.used_mib = self.peak_mib = 0.0
        self.why = ""
        self.watched = 0.0
        self.buffer = b""
        self.locks: list[Locks] = []  # one where this host lets it be asked
        self.for_locks = 0.0  # CPU seconds of this process, which the box has caused

    def loop(self) -> None:
        """Serve commands and watch memory until the kernel is gone."""
        poller = select.poll()
        poller.register(self.connection, select.POLLIN)
        poller.register(self.alive, select.POLLIN)
        for locks in self.locks:
            poller.register(locks.listener, select.POLLIN)
        while True:
            some_wait = any(locks.waiting for locks in self.locks)
            ready = {fd for fd, _ in poller.poll((LOCK_SECONDS if some_wait else WATCH_SECONDS) * 1000)}
            if self.alive in ready:
                return self.report_end()
            self.serve_locks()
            asked = self.connection.fileno() in ready
            if asked or time.monotonic() - self.watched > LOCK_SECONDS:  # a look costs more than a lock
                self.watch()
            if asked and not self.read_commands():
                return self.kill("hangup")

    def serve_locks(self) -> None:
        """Answer for locks; what that takes here is charged to who asks."""
        began = time.thread_time()
        for locks in self.locks:
            locks.serve()
        self.for_locks += time.thread_time() - began

    def watch(self) -> None:
        """Kill the box when its processes together hold more than they may."""
        self.watched = time.monotonic()
        pids = self.processes.look()
        self.used_mib = self.processes.memory_mib(pids) - self.baseline_mib
        if self.used_mib > self.most_mib and len(pids) > 1:
            self.used_mib = self.processes.proportional_mib(pids, self.most_mib + self.baseline_mib) - self.baseline_mib
        self.peak_mib = max(self.peak_mib, self.used_mib)
        if self.used_mib > self.most_mib:
            self.kill("memory")

    def kill(self, why: str) -> None:
        """End the kernel; as process 1 of its namespace it takes everything else along."""
        self.why = self.why or why
        self.signal(signal.SIGKILL)
        self.kill_group()

    def kill_group(self) -> None:
        """Without a box: end what the kernel started and what has not left its process group."""
        if not self.boxed:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)

    def signal(self, number: int) -> None:
        """Send the kernel a signal."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.alive, number)

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
            self.signal(command["signal"])
        if "kill" in command:
            self.kill(command["kill"])
        if "usage" in command:
            cpu = self.processes.cpu_seconds + self.for_locks
            waited = self.processes.waited_seconds
            self.send(event="usage", id=command["usage"], cpu=cpu, waited=waited, memory_mib=self.used_mib)

    def report_end(self) -> None:
        """Say how the kernel ended."""
        self.kill_group()
        _, status, used = os.wait4(self.pid, 0)
        cpu = max(self.processes.cpu_seconds, used.ru_utime + used.ru_stime) + self.for_locks
        code = os.waitstatus_to_exitcode(status)
        self.send(event="ended", status=code, why=self.why, cpu=cpu, peak_mib=self.peak_mib)

    def send(self, **message: Any) -> None:
        """Send one line; a trusted side that is gone is noticed by the loop."""
        with contextlib.suppress(OSError):
            self.connection.sendall(json.dumps(message).encode() + b"\n")


def run(connection: socket.socket) -> None:
    """Start the kernel that the connection asks for and keep it until its end."""
    started = time.monotonic()
    keeper = None
    try:
        request, descriptors = starting.receive_request(connection)
        pid, listeners = starting.start_kernel(request, descriptors)
        keeper = Keeper(connection, pid, request["boxed"], request["figures"]["box_mib"])
        keeper.locks = [Locks(listener, pid, keeper.alive) for listener in listeners]
        for fd in descriptors:
            os.close(fd)
    except Exception as error:  # whatever it was, the trusted side must learn why there is no kernel
        text = json.dumps({"event": "failed", "why": f"{type(error).__name__}: {error}"})
        with contextlib.suppress(OSError):
            connection.sendall(text.encode() + b"\n")
        return  # if there is a kernel, it dies with its parent
    keeper.send(event="started", pid=pid, seconds=time.monotonic() - started)
    try:
        keeper.loop()
    finally:
        keeper.kill("keeper")  # whatever ended the loop: no kernel goes on unwatched
