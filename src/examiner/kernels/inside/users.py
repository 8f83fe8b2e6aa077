"""A user of the host's for each kernel: what Linux counts by user, it then counts by kernel.

Pages of pipes, epoll watches, descriptors on their way through sockets: no namespace and no rlimit divides these among
processes of one user. Where root started the jail, its user namespace holds a range of users beside the fork
server's own, and the server may become any of them. A keeper becomes the next free one and gives up the right to become
another before it reads its request; the kernel that it forks has no way back.
"""

from __future__ import annotations

import contextlib
import os
import random
import sys
import traceback
from collections import deque

from . import box


class Users:
    """The users that kernels may be, each of one kernel at a time.

    Parameters
    ----------
    first, count : int
        The range; their numbers in the jail's user namespace and, as it happens, on the host.
    """

    def __init__(self, first: int, count: int) -> None:
        numbers = list(range(first, first + count))
        # A kernel can read its own number, which shall not tell how many there were before it.
        random.SystemRandom().shuffle(numbers)
        self._waiting = deque(numbers)  # who was given back longest ago comes first: nothing of his lives any more
        self._keepers: dict[int, int] = {}

    def take(self) -> int:
        """Return a user that no living kernel has; it stays free until it is given away.

        Raises
        ------
        OSError
            If there is none.
        """
        for pid in [pid for pid in self._keepers if not _lives(pid)]:
            self._waiting.append(self._keepers.pop(pid))
        if not self._waiting:
            raise OSError("every user that a kernel may be has one already")
        return self._waiting[0]

    def give(self, keeper: int) -> None:
        """Take note that the keeper with this process id has become the user that was taken."""
        self._keepers[keeper] = self._waiting.popleft()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it is another user
        return True
    return True


def become(number: int) -> None:
    """Become a user, for good.

    Raises
    ------
    OSError
        If the host refuses.
    """
    os.setresgid(number, number, number)
    os.setresuid(number, number, number)
    box.drop_capabilities()
    # Linux takes both from whoever changes his user.
    box.check(box.prctl(box.PR_SET_DUMPABLE, 1), "prctl(PR_SET_DUMPABLE)")
    box.die_with_parent()


def problem_of(number: int) -> str:
    """Try in a process of its own what each keeper will do; return what does not work, empty if all does.

    Parameters
    ----------
    number : int
        The user to become.
    """
    ready, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            become(number)
            _read_libraries()
            box.enter_namespaces()
        except BaseException:  # whatever it is, kernels stay what they were
            os.write(tell, traceback.format_exc(limit=0).strip().encode()[-500:])
        os._exit(0)
    os.close(tell)
    with os.fdopen(ready, "rb") as answer:
        problem = answer.read().decode(errors="replace")
    _, status = os.waitpid(pid, 0)
    return problem or (f"ended with status {status}" if status else "")


def _read_libraries() -> None:
    """Open what has been imported: an environment may be closed to all users but one."""
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str):
            with contextlib.suppress(FileNotFoundError):  # inside an archive
                os.close(os.open(file, os.O_RDONLY))
