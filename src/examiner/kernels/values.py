"""What the values of the student's side take on the trusted side, where graders may keep them.

Counted is the memory that came with values, and looked at is what this process holds: what a grader has let go of
costs nothing, however much came. Of what the process holds no more is put down to a submission than came with its
values, so that nobody pays for a network that the grader itself has made.
"""

from __future__ import annotations

import ctypes
import resource
from collections.abc import Callable, Sequence

LOOK_BYTES = 16 << 20  # of values between looks at what this process holds
PART_BYTES = 80  # that a number, a text or a container takes beside its own bytes
TIMES_THE_HEADER = 2  # None and True take a pointer in a list, and fewer letters in the header


def own_memory() -> int:
    """Return the bytes of memory that this process alone holds."""
    with open("/proc/self/statm", "rb") as file:
        _, resident, shared, *_ = map(int, file.read().split())
    return (resident - shared) * resource.getpagesize()


def give_back() -> None:
    """Have the C library give back the memory that this process has let go of, which it would keep for later."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc alone
    if trim is not None:
        trim(0)


def size_of(header: str, buffers: Sequence[bytes]) -> int:
    """Return about the memory that a value takes once it is decoded: more for what is in small parts."""
    parts = header.count("[") + header.count('"') // 2
    return TIMES_THE_HEADER * len(header) + PART_BYTES * parts + sum(map(len, buffers))


class Values:
    """The account of the values that came from one submission.

    Parameters
    ----------
    most : int
        Bytes that may be held of them.
    memory : callable
        Says how many bytes this process holds; tests turn it by hand.
    """

    def __init__(self, most: int, memory: Callable[[], int] = own_memory) -> None:
        self._most, self._memory = most, memory
        self._held = self._came = self._looked = 0
        self._before = memory()

    def begin(self) -> None:
        """Begin with the next check; what graders still hold of those before stays counted."""
        if self._came or self._held:
            self._held = self._still_held()
        self._came, self._looked, self._before = 0, 0, self._memory()

    def charge(self, size: int) -> bool:
        """Count a value that is about to be decoded; say whether it may be."""
        self._came += size
        if self._held + self._came <= self._most or self._came - self._looked < LOOK_BYTES:
            return True
        self._looked = self._came
        if self._still_held() > self._most:
            give_back()
        return self._still_held() <= self._most

    def _still_held(self) -> int:
        return max(0, self._held + min(self._came, self._memory() - self._before))
