"""A command that is told to end does so as with Ctrl-C: what it has started ends, and what is done is kept."""

from __future__ import annotations

import signal
from types import FrameType
from typing import NoReturn

TOLD_TO_END = (signal.SIGTERM, signal.SIGHUP)  # by whoever manages processes; by a terminal that is closed


def end_as_with_ctrl_c() -> None:
    """Take these signals for Ctrl-C from now on, but for one that this process was started to ignore, as by nohup."""
    for number in TOLD_TO_END:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _stop)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    for other in TOLD_TO_END:  # the end is under way and shall not be cut short
        signal.signal(other, signal.SIG_IGN)
    raise KeyboardInterrupt
