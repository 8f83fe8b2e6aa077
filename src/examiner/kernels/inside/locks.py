"""Locks on files, so that none reaches from one box into another.

``flock`` works on files that are opened for reading, and the files of the system and of Python are the same for all
boxes: a kernel that locks one of those would keep its neighbours waiting. So the system call filter has the operating
system ask the keeper about each ``flock``. The keeper takes the lock in the caller's place, on the caller's own open
file, if the file is one of the box's own. On any other, which nobody in a box can write, a lock protects nothing: it is
granted and not taken.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import select
import stat
import struct
from dataclasses import dataclass

from . import box

# https://docs.kernel.org/userspace-api/seccomp_filter.html#userspace-notification
RECEIVE, ANSWER, STILL_ASKED = 0xC0502100, 0xC0182101, 0x40082102
QUESTION = struct.Struct("QIIiIQ6Q")  # id, thread, flags; number, architecture, instruction pointer, arguments
REPLY = struct.Struct("QqiI")  # id, value, error, flags
CONTINUE = 1  # flag of a reply: let the call go on as if nobody had been asked
PIDFD_GETFD = 438  # the number of the system call, on every architecture
PRIVATE = ("submission", "tmp", "dev/shm", "dev/pts", "proc")  # file systems that the box has mounted for itself
MOST_HEARD = 64  # questions in a row, after which the keeper looks at its other duties


@dataclass(frozen=True)
class Waiting:
    """A call that waits for a lock: its number, a descriptor of its open file, what is to be done."""

    number: int
    descriptor: int
    operation: int


class Locks:
    """Answers for the locks of one box.

    Parameters
    ----------
    listener : int
        Where the operating system asks.
    pid : int
        The kernel's process id, as the keeper sees it.
    alive : int
        A descriptor of that process.
    """

    def __init__(self, listener: int, pid: int, alive: int) -> None:
        self.listener = listener
        self.own = {os.stat(f"/proc/{pid}/root/{place}").st_dev for place in PRIVATE}
        self.waiting: list[Waiting] = []
        self.can_look = True
        try:
            os.close(_descriptor_of(alive, 0))
        except OSError:  # this host lets no process take another's files: then locks are as they are without us
            self.can_look = False

    def serve(self) -> None:
        """Hear what is asked, without waiting, and answer what can be answered."""
        poller = select.poll()
        poller.register(self.listener, select.POLLIN)
        for _ in range(MOST_HEARD):
            if not dict(poller.poll(0)).get(self.listener, 0) & select.POLLIN:
                break
            self._hear()
            self._try_all()
        self._try_all()

    def _try_all(self) -> None:
        self.waiting = [one for one in self.waiting if not self._tried(one)]

    def _hear(self) -> None:
        question = bytearray(QUESTION.size)
        try:
            fcntl.ioctl(self.listener, RECEIVE, question)
        except OSError:  # whoever asked is gone
            return
        number, thread, _, _, _, _, descriptor, operation, *_ = QUESTION.unpack(question)
        if not self.can_look:
            self._answer(number, flags=CONTINUE)
            return
        try:
            opened = _taken(thread, descriptor & box.BITS32)
        except OSError as error:
            self._answer(number, errno.EBADF if error.errno == errno.EBADF else errno.ENOLCK)
            return
        self.waiting.append(Waiting(number, opened, operation & box.BITS32))

    def _tried(self, call: Waiting) -> bool:
        """Do what a call asks for, if that can be done now; say whether it waits no longer."""
        try:
            fcntl.ioctl(self.listener, STILL_ASKED, struct.pack("Q", call.number))
            if call.operation & ~fcntl.LOCK_NB not in (fcntl.LOCK_SH, fcntl.LOCK_EX, fcntl.LOCK_UN):
                raise OSError(errno.EINVAL, "no such operation")
            if self._is_own(os.fstat(call.descriptor)):
                fcntl.flock(call.descriptor, call.operation | fcntl.LOCK_NB)
        except BlockingIOError:
            if not call.operation & fcntl.LOCK_NB:
                return False
            self._answer(call.number, errno.EWOULDBLOCK)
        except OSError as error:
            self._answer(call.number, error.errno or errno.ENOLCK)
        else:
            self._answer(call.number)
        os.close(call.descriptor)
        return True

    def _is_own(self, file: os.stat_result) -> bool:
        return file.st_dev in self.own or stat.S_ISFIFO(file.st_mode) or stat.S_ISSOCK(file.st_mode)

    def _answer(self, number: int, error: int = 0, flags: int = 0) -> None:
        with contextlib.suppress(OSError):  # whoever asked is gone
            fcntl.ioctl(self.listener, ANSWER, REPLY.pack(number, 0, -error, flags))


def _taken(thread: int, descriptor: int) -> int:
    """Return a descriptor here of a file that the process of a thread has open."""
    with open(f"/proc/{thread}/status") as file:
        process = next(int(line.split()[1]) for line in file if line.startswith("Tgid:"))
    handle = os.pidfd_open(process)
    try:
        return _descriptor_of(handle, descriptor)
    finally:
        os.close(handle)


def _descriptor_of(process: int, descriptor: int) -> int:
    found = int(box.libc.syscall(PIDFD_GETFD, process, descriptor, 0))
    box.check(min(found, 0), "pidfd_getfd")
    return found
