"""What one submission may use and has used: one owner, which outlives the submission's kernels.

Sessions ask it and charge it and know no numbers. A kernel's death, a replay or a fresh kernel starts nothing
afresh: the deadline is one of real time, the CPU time of ended kernels stays spent, and so does everything that the
trusted side had to keep. :meth:`Budget.figures` is the one place where limits become rlimits, sizes of file systems,
control groups and what the keeper watches.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from examiner.kernels.judging import Judging
from examiner.kernels.room import Kept, Room
from examiner.kernels.usage import Usage
from examiner.kernels.values import Values
from examiner.model import Limits, Text
from examiner.model.limits import CPU, OWN, WALL, time_text

KIB, MIB = 1 << 10, 1 << 20
FILES_SECONDS = 60.0  # of CPU, to write the files that were handed in
FILE_BYTES, FILE_PIECES = 16 << 20, 500  # of uploaded files in one request; both sides take 64 MiB
JUNK_MESSAGES = 1000  # that no kernel sends, after which a kernel is no kernel
CALLBACKS = 300_000  # calls of graders' functions by the student's code
FLOOR_SHARE = 32  # so many cells may still put out a part each of the output limit when one has used it up
FLOOD_BYTES = 1 << 29  # taken in of a submission, kept or not: beyond it this side would be busy with nothing else
FLOOD_MESSAGES = 300_000
OVERHEAD_BYTES = 1 << 20  # room for a message's own headers
FULL = 0.5  # of the memory limit: a kernel that holds more after a MemoryError cannot go on
STARVED = 0.5  # of the CPU allowance: who got less in all the real time there is had busy neighbours
SLACK_MIB = 256  # of a control group above what the keeper allows: the keeper acts first, and names the limit
SLACK_TASKS = 32
UPLOADED_INODES = 2048  # more than intake takes of one upload
UPLOADED_PAGES_MIB = 8  # a file in memory takes whole pages
SLACK_CPU_SECONDS = 30  # of the rlimit above what is watched from outside
KERNEL_MIB = 96  # what IPython takes for itself and its threads' stacks after the box is shut


@dataclass(frozen=True, slots=True)
class Reached:
    """A limit that was reached, and what the student reads."""

    limit: str
    text: Text


class Budget:
    """The account of one submission.

    Parameters
    ----------
    limits : Limits
        What it may use.
    now : callable
        A monotonic clock in seconds; tests turn it by hand.
    """

    def __init__(self, limits: Limits, *, now: Callable[[], float] = time.monotonic) -> None:
        self.limits, self.now = limits, now
        self._cpu_of_ended = 0.0
        self.start_over()

    def start_over(self) -> None:
        """Grant everything once more, for one who has much to judge on the same account; what is spent stays known."""
        self._cpu_before = self._cpu_of_ended
        self.judging = Judging(self.limits.check_seconds, self.limits.notebook_seconds)
        self._began: float | None = None
        self._ended: Reached | None = None
        self.deaths = 0
        self.starved = False  # its real time ended before it had half of its CPU time
        self.forget_what_came()

    # -- time -----------------------------------------------------------------------------------------

    @property
    def seconds(self) -> float:
        """Real seconds since the first request."""
        return 0.0 if self._began is None else self.now() - self._began

    def cpu_seconds(self, running: Usage | None = None) -> float:
        """Return the CPU seconds of all its kernels, of the running one as given."""
        return self._cpu_of_ended + (running.cpu if running is not None else 0.0)

    def used_up(self, running: Usage | None = None) -> Reached | None:
        """Return the limit of the whole submission after which nothing more is run, None if none is reached."""
        if self._ended is None:
            self._ended = self._end(self.cpu_seconds(running) - self._cpu_before)
        return self._ended

    def _end(self, cpu: float) -> Reached | None:
        limits = self.limits
        most = limits.notebook_seconds * limits.wall_factor
        if self.deaths > limits.deaths:
            return Reached("deaths", limits.text("deaths"))
        if self._bytes > FLOOD_BYTES or self._messages > FLOOD_MESSAGES:
            return Reached("output_kib", limits.text("output_kib"))
        if cpu > limits.notebook_seconds:
            return Reached("notebook_seconds", time_text("notebook_seconds", limits.notebook_seconds, CPU))
        if self.seconds > most:
            self.starved = cpu < STARVED * limits.notebook_seconds
            return Reached("notebook_seconds", time_text("notebook_seconds", most, WALL))
        return None

    def request(self, limit: str, usage: Callable[[], Usage], seconds: float | None = None) -> Request:
        """Start the time of one request, and with the first one that of the submission.

        Parameters
        ----------
        limit : {"cell_seconds", "call_seconds"}
            What holds it.
        usage : callable
            Tells what its kernel has used.
        seconds : float, optional
            CPU seconds in place of the limit's, as a grader declared them for a check.
        """
        if self._began is None:
            self._began = self.now()
        declared = {"cell_seconds": self.limits.cell_seconds, "call_seconds": self.limits.call_seconds}
        return Request(self, limit, usage, seconds or declared[limit])

    def kernel_ended(self, cpu: float) -> None:
        """Take note of a kernel's end: the CPU seconds that it used stay spent."""
        self._cpu_of_ended += cpu

    def kernel_died(self) -> None:
        """Take note of a death that was the submission's doing."""
        self.deaths += 1

    # -- memory ---------------------------------------------------------------------------------------

    def is_full(self, mib: float) -> bool:
        """Say whether a kernel that holds so many MiB has too little left to go on."""
        return mib > self.limits.memory_mib * FULL

    # -- a test cell carried out again on the trusted side --------------------------------------------

    @property
    def crosscheck_seconds(self) -> float:
        """Real seconds for one cell, calls of the student's code included."""
        return self.limits.crosscheck_seconds

    @property
    def crosscheck_call_seconds(self) -> float:
        """CPU seconds of one such call, so that the clock, which goes on longer, allows it no more than the cell."""
        return self.limits.crosscheck_seconds / self.limits.wall_factor

    @property
    def crosscheck_mib(self) -> int:
        """MiB of private memory for the process that does it."""
        return self.limits.crosscheck_mib

    # -- what the trusted side takes in ---------------------------------------------------------------

    @property
    def reply_bytes(self) -> int:
        """Bytes of one value that comes back across the wall."""
        return self.limits.reply_mib * MIB

    @property
    def left_bytes(self) -> int:
        """Bytes of the files that one notebook leaves to the next, which come in one reply."""
        return self.reply_bytes // 2

    @property
    def reply_message_bytes(self) -> int:
        """Bytes of a message with such a value."""
        return self.reply_bytes + OVERHEAD_BYTES

    @property
    def output_message_bytes(self) -> int:
        """Bytes of a message with output."""
        return self.limits.output_kib * KIB + OVERHEAD_BYTES

    def charge_message(self, size: int, count: int = 1) -> None:
        """Count what was taken in, whether anything of it is kept or not; one message may be work like many."""
        self._messages += count
        self._bytes += size

    def output_of_cell(self) -> Room:
        """Return the room for what is kept of a cell's output: of the notebook's, or, once that is full, a floor."""
        return self._room(self._kept)

    def output_of_check(self) -> Room:
        """Return the room for what the calls of one check put out, which is forgotten with it."""
        return self._room(Kept())

    def _room(self, kept: Kept) -> Room:
        most = self.limits.output_kib * KIB
        return Room(kept, most, most // FLOOR_SHARE, self.limits.text("output_kib"))

    def forget_what_came(self) -> None:
        """Count what comes from the kernels afresh, for one who has let go of it all."""
        self._kept, self._messages, self._bytes = Kept(), 0, 0
        self.callbacks = self.junk = 0
        self.values = Values(self.limits.check_mib * MIB)

    def charge_junk(self) -> bool:
        """Count a message that no kernel sends; say whether that was still allowed."""
        self.junk += 1
        return self.junk <= JUNK_MESSAGES

    def charge_callback(self) -> bool:
        """Count a call of a grader's function by the student's code; say whether that was still allowed."""
        self.callbacks += 1
        return self.callbacks <= CALLBACKS

    # -- the box --------------------------------------------------------------------------------------

    def figures(self) -> dict[str, int]:
        """Return what the box, its keeper, its control group and the worker are set to, slack included."""
        limits, inodes = self.limits, max(1024, self.limits.disk_mib * 32)
        return {
            "data_mib": limits.memory_mib + KERNEL_MIB,  # private memory of one process
            "box_mib": limits.memory_mib + KERNEL_MIB,  # of all its processes, as the keeper sees it
            "group_mib": limits.memory_mib + 2 * limits.disk_mib + limits.files_mib + SLACK_MIB,  # files are memory
            "group_tasks": limits.processes + SLACK_TASKS,
            "processes": limits.processes,
            "open_files": limits.open_files,
            "file_mib": max(limits.disk_mib, limits.files_mib),
            "disk_mib": limits.disk_mib,
            "submission_mib": limits.disk_mib + limits.files_mib + UPLOADED_PAGES_MIB,  # what intake lets in has room
            "disk_inodes": inodes,
            "submission_inodes": inodes + UPLOADED_INODES,
            "shared_mib": min(limits.disk_mib, 64),
            "shared_inodes": 1024,
            "cpu_seconds": math.ceil(limits.notebook_seconds) + SLACK_CPU_SECONDS,
            "worker_cpu_seconds": math.ceil(2 * limits.notebook_seconds + limits.check_seconds) + OWN.cpu_seconds,
            "worker_real_seconds": math.ceil(OWN.runs * limits.notebook_seconds * limits.wall_factor)
            + OWN.real_seconds,
        }


class Request:
    """The time of one request, from its start.

    Parameters
    ----------
    budget : Budget
        The submission's.
    limit : str
        Name of the limit that holds it.
    usage : callable
        Tells what its kernel has used.
    seconds : float
        CPU seconds that it may take.
    """

    def __init__(self, budget: Budget, limit: str, usage: Callable[[], Usage], seconds: float) -> None:
        self.budget, self.limit, self.seconds = budget, limit, seconds
        self._usage = usage
        self._began, self._before = budget.now(), usage()

    @property
    def most_cpu(self) -> float:
        """CPU seconds of its kernel at which it is over."""
        return self._before.cpu + self.seconds

    def over(self) -> Reached | None:
        """Return the limit that has been reached; None while there is time."""
        used = self._usage()
        if used.cpu > self.most_cpu:
            return Reached(self.limit, time_text(self.limit, self.seconds, CPU))
        # A busy machine must not cost an honest answer its time: waiting for a CPU does not count here. It does count
        # for the whole submission, so that nobody stays for ever by asking for the lowest priority.
        wall = self.budget.now() - self._began - (used.waited - self._before.waited)
        most = self.seconds * self.budget.limits.wall_factor
        if wall > most:
            return Reached(self.limit, time_text(self.limit, most, WALL))
        return self.budget.used_up(used)
