"""What can go wrong between the trusted side and a kernel."""

from __future__ import annotations

from typing import Any

from examiner.model import Text

ASK_DOCTOR = "Run: examiner doctor"  # ends the text of an error about the host


class KernelError(Exception):
    """Base of everything that this room raises."""


class NoIsolation(KernelError):
    """The host cannot build the box; the text says why and what mends it."""


class ForkServerError(KernelError):
    """The fork server did not start, or is gone. Never a student's doing."""


class KernelDied(KernelError):
    """The kernel is gone.

    Parameters
    ----------
    why : str
        ``"memory"``, ``"killed"`` (by us, for a limit), ``"exit"`` (its own), ``"protocol"`` (it sent
        what no kernel sends, or closed its sockets), ``"silent"`` (it never answered) or ``"keeper gone"``.
    status : int or None
        Its exit status; below zero the signal that ended it.
    """

    def __init__(self, why: str, status: int | None = None) -> None:
        super().__init__(f"the kernel died ({why}, status {status})")
        self.why, self.status = why, status
        self.partial: Any = None  # the CellResult so far, if a cell was running


class LimitReached(KernelError):
    """A limit was hit and the kernel was interrupted; it is alive unless ``died``.

    Parameters
    ----------
    limit : str
        The field of :class:`~examiner.model.Limits`.
    text : Text
        What the student reads.
    died : bool
        Whether the kernel had to be ended.
    """

    def __init__(self, limit: str, text: Text, died: bool = False) -> None:
        super().__init__(text)
        self.limit, self.text, self.died = limit, text, died
        self.partial: Any = None  # the CellResult so far, if a cell was running
        self.reply: Any = None  # the reply to a request that was stopped, if one came all the same
