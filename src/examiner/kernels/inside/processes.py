"""The processes of one kernel and what they use together, read from /proc by its keeper.

A box has its own /proc, which lists all of its processes and no others: no daemon gets out of sight by leaving its
parents, and nothing in the box can change what the listing says. Without a box the tree of descendants is followed.
"""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Iterator

TICK = os.sysconf("SC_CLK_TCK")
# What a process holds, in the status of one of its threads: swapped pages, page tables and huge pages are memory too.
HELD = ("RssAnon", "RssShmem", "VmSwap", "VmPTE", "HugetlbPages")
PROPORTIONAL = ("Pss_Anon", "Pss_Shmem", "SwapPss")  # in /proc/PID/smaps_rollup
FREE_SOCKETS = 64  # what a kernel and honest libraries need
FULL = 0.04  # of the machine's memory left: no time for exact counts
SOCKET_MIB = 0.4  # what the operating system may hold for one more: two buffers of net.core.wmem_max


class Processes:
    """The processes that began with one kernel.

    Parameters
    ----------
    root : int
        The kernel's process id, as the caller sees it.
    boxed : bool
        Whether it is process 1 of a namespace and has mounted its own /proc.

    Raises
    ------
    OSError
        If the kernel is gone already.
    """

    def __init__(self, root: int, boxed: bool) -> None:
        self.boxed = boxed
        self.root = 1 if boxed else root
        self._proc = os.open(f"/proc/{root}/root/proc" if boxed else "/proc", os.O_RDONLY | os.O_DIRECTORY)
        self._own: dict[tuple[int, str], int] = {}  # CPU ticks of each process alive at the last look
        self._gone = 0  # and of those that have ended since
        self._ticks = 0

    def look(self) -> list[int]:
        """Return the processes that live, and take note of their CPU time."""
        stats = {pid: fields for pid in self._numbers() if (fields := self._stat(pid))}
        if not self.boxed:
            stats = {pid: stats[pid] for pid in _descendants(self.root, stats)}
        self._count(stats)
        return list(stats)

    def _count(self, stats: dict[int, list[str]]) -> None:
        # A parent may refuse to hear of its children's end, and then their time is in no one's sum: so a process
        # that has gone keeps what it had at the last look. Short ones are missed here but are in their parents' sums.
        own = {(pid, fields[19]): int(fields[11]) + int(fields[12]) for pid, fields in stats.items()}
        self._gone += sum(ticks for key, ticks in self._own.items() if key not in own)
        self._own = own
        with_children = sum(int(value) for fields in stats.values() for value in fields[11:15])
        self._ticks = max(self._ticks, with_children, self._gone + sum(own.values()))

    @property
    def cpu_seconds(self) -> float:
        """CPU seconds used by all processes so far, at the last look."""
        return self._ticks / TICK

    @property
    def waited_seconds(self) -> float:
        """Seconds that the kernel's main thread was ready to run and got no CPU; 0 where the host does not count."""
        fields = self._read(f"{self.root}/schedstat").split()
        return int(fields[1]) / 1e9 if len(fields) == 3 else 0.0

    def memory_mib(self, pids: list[int]) -> float:
        """Return what these processes hold, shared pages counted in each."""
        held = sum(self._held_kib(pid, HELD) for pid in pids) / 1024
        return held + SOCKET_MIB * max(0, self._sockets() - FREE_SOCKETS)

    def proportional_mib(self, pids: list[int], most: float) -> float:
        """Return the same with each page counted once: exact, and slow.

        The count ends early when it exceeds ``most``, and counts in full when this machine runs out of memory.
        """
        sockets = SOCKET_MIB * max(0, self._sockets() - FREE_SOCKETS)
        total = 0
        for pid in pids:
            if total / 1024 + sockets > most:
                break
            if self._machine_is_full():
                return self.memory_mib(pids)
            share = self._sum_kib(f"{pid}/smaps_rollup", PROPORTIONAL)
            # A process may hide the one, not the other; one whose first thread has ended has no such file.
            total += share + self._held_kib(pid, ("VmPTE", "HugetlbPages") if share else HELD)
        return total / 1024 + sockets

    def _held_kib(self, pid: int, fields: tuple[str, ...]) -> int:
        """Return what a process holds: its status tells nothing once its first thread has ended, and others go on."""
        threads = (f"{pid}/task/{thread}/status" for thread in self._threads(pid))
        found = (self._sum_kib(name, fields) for name in itertools.chain((f"{pid}/status",), threads))
        return next(filter(None, found), 0)

    def _threads(self, pid: int) -> Iterator[str]:
        """Yield the threads of a process, looked for when the first is asked for: they share their memory."""
        with contextlib.suppress(OSError):
            descriptor = os.open(f"{pid}/task", os.O_RDONLY | os.O_DIRECTORY, dir_fd=self._proc)
            try:
                names = os.listdir(descriptor)
            finally:
                os.close(descriptor)
            yield from names

    def _machine_is_full(self) -> bool:
        available, total = self._sum_kib("meminfo", ("MemAvailable",)), self._sum_kib("meminfo", ("MemTotal",))
        return available < total * FULL

    def _sockets(self) -> int:
        if not self.boxed:
            return 0  # they are counted by network, and without a box that is the host's
        threads = (f"{self.root}/task/{thread}/net/sockstat" for thread in self._threads(self.root))
        for name in itertools.chain((f"{self.root}/net/sockstat",), threads):  # a thread that has ended has no network
            first = self._read(name).split(b"\n", 1)[0].split()
            if len(first) == 3:
                return int(first[2])
        return 0

    def _numbers(self) -> list[int]:
        with contextlib.suppress(OSError):
            return [int(name) for name in os.listdir(self._proc) if name.isdigit()]
        return []

    def _read(self, name: str) -> bytes:
        with (
            contextlib.suppress(OSError),
            open(name, "rb", opener=lambda path, flags: os.open(path, flags, dir_fd=self._proc)) as file,
        ):
            return file.read()
        return b""

    def _stat(self, pid: int) -> list[str]:
        """Return the fields of /proc/PID/stat from the state on; the name before may hold anything."""
        return self._read(f"{pid}/stat").rpartition(b")")[2].decode().split()

    def _sum_kib(self, name: str, fields: tuple[str, ...]) -> int:
        """Return the sum of some fields of a file, such as ``VmPTE:  12 kB``.

        The first line of a status is the name that a process gave itself. The operating system escapes a newline in
        it; every other sign that text may be split at stays as it is, and the same name may hold a field's.
        """
        wanted, total = {field.encode() for field in fields}, 0
        for line in self._read(name).split(b"\n"):
            field, _, value = line.partition(b":")
            number, *_ = value.split() or [b""]
            if field in wanted and number.isdigit():
                total += int(number)
        return total


def _descendants(root: int, stats: dict[int, list[str]]) -> list[int]:
    children: dict[int, list[int]] = {}
    for pid, fields in stats.items():
        children.setdefault(int(fields[1]), []).append(pid)
    found, todo = [], [root] if root in stats else []
    while todo:
        pid = todo.pop()
        found.append(pid)
        todo.extend(children.get(pid, ()))
    return found
