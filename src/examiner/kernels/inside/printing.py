"""What a notebook prints, in time and in order: also what processes print that its code has started."""

from __future__ import annotations

import codecs
import os
import select
import threading
import time
from collections.abc import Callable
from typing import Any

from ipykernel.iostream import IOPubThread, OutStream

MOST_GATHERED = 1 << 19  # characters of output
PIPE_BYTES = 1 << 16  # what a pipe holds
PAUSE_SECONDS = 0.002  # after a full one: whoever floods it is cut at the limit, and shall not end the submission


class Sender(IOPubThread):
    """The thread that sends output; it knows whether it was given anything to do."""

    last: object = None  # another object each time

    def schedule(self, f: Callable[[], Any]) -> None:
        """Have the thread do something."""
        self.last = f
        super().schedule(f)


class PromptStream(OutStream):
    """Sends much output at once rather than gather it, so that an interrupt finds nothing left to send.

    What other processes write to the pipe that stands for the standard output is taken in before a request is over.
    """

    _gathered = 0
    _written: object = None  # another object after each write
    _sent: object = None  # the one that stood there when the last flush began that has ended
    _line = ""  # of a forked child, not ended yet: children that print at once keep their lines whole

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._fid: int
        self._reading = threading.RLock()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        super().__init__(*args, **kwargs)

    def write(self, string: str) -> int | None:  # type: ignore[override] # as ipykernel does
        """Write text, after what other processes have written before it; wait for it to be sent when there is much."""
        if not self._should_watch:
            return self._put(string)
        if not self._is_master_process():
            return self._write_from_child(string)
        self._take_what_is_there()
        return self._put(string)

    def _put(self, string: str) -> int | None:
        count = super().write(string)
        self._written = object()  # behind the write: whoever flushes in between leaves it to the next flush
        self._gathered += len(string)
        if self._gathered > MOST_GATHERED and self._is_master_process():
            self._gathered = 0
            super().flush()
        return count

    def _write_from_child(self, string: str) -> int:
        """Write whole lines to the pipe: a forked child has no thread that sends, and no network to send by."""
        head, newline, self._line = (self._line + string).rpartition("\n")
        self._give(head + newline)
        return len(string)

    def _give(self, text: str) -> None:
        data = text.encode("utf-8", "replace")
        while data:
            data = data[os.write(self._original_stdstream_fd, data) :]

    def flush(self) -> None:
        """Send what was written, by other processes too; where nothing was, wake no thread.

        Each request ends with four flushes, and nearly every call of a check prints nothing. What another thread has
        begun to flush counts as sent only when that has ended, and what an interrupt has stopped does not.
        """
        if not self._is_master_process():
            text, self._line = self._line, ""
            self._give(text)
            return
        if self._should_watch:
            self._take_what_is_there()
        written = self._written
        if written is not self._sent:
            super().flush()
            self._sent = written

    def _watch_pipe_fd(self) -> None:
        waiting = select.poll()
        waiting.register(self._fid, select.POLLIN)
        while self._should_watch:
            waiting.poll()
            if self._take_what_is_there() >= PIPE_BYTES:
                time.sleep(PAUSE_SECONDS)

    def _take_what_is_there(self) -> int:
        """Take in at most a pipe full; return how many bytes there were."""
        with self._reading:
            waiting = select.poll()
            waiting.register(self._fid, select.POLLIN)
            if not waiting.poll(0):
                return 0
            data = os.read(self._fid, PIPE_BYTES)
            self._put(self._decoder.decode(data))
            return len(data)
