"""Carries requests to one kernel and takes in what it sends.

A plain loop over the kernel's channels and its keeper's line. What comes from the kernel is untrusted: a
message that cannot be parsed, is not signed, or answers nothing that was asked is dropped; too many
end the kernel.
"""

from __future__ import annotations

import json
import select
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from examiner.kernels.budget import Budget
from examiner.kernels.errors import KernelDied
from examiner.kernels.handle import KernelHandle
from examiner.kernels.messages import Message, Writer
from examiner.kernels.outputs import OutputCollector
from examiner.kernels.zmtp import Channel, Parts

POLL_MS = 50
MOST_STATUS = 1024  # bytes that say busy or idle
HANDLING_SECONDS = 0.2  # of what has arrived, in a row
HANGUP_SECONDS = 2.0  # from a closed channel to the news that the kernel ended

Answerer = Callable[[str, list[bytes]], tuple[str, list[bytes]]]


@dataclass
class Wait:
    """What a request waits for: its reply, and that all its output has come."""

    parent: str = ""
    reply: Message | None = None
    too_large: bool = False  # the reply was, and is not to be read
    idle: bool = False
    collect: OutputCollector | None = None
    answer: Answerer | None = None

    @property
    def done(self) -> bool:
        return self.reply is not None and self.idle


class Exchange:
    """The channels of one kernel, for one request at a time.

    Parameters
    ----------
    handle : KernelHandle
        The kernel as forked.
    budget : Budget
        What it may send.
    """

    def __init__(self, handle: KernelHandle, budget: Budget) -> None:
        self.handle, self.budget = handle, budget
        self._is_kernel = True  # until it has sent too much that no kernel sends
        self._writer = Writer(handle.key)
        self.shell = self._connect("shell", "DEALER", budget.reply_message_bytes)
        self.stdin = self._connect("stdin", "DEALER", budget.reply_message_bytes)
        self.iopub = self._connect("iopub", "SUB", budget.output_message_bytes)
        # What has come and is not handled yet: the time limits are looked at in between, and a kernel that asks and
        # never reads gets no further answer.
        self._arrived: dict[Channel, deque[Parts | None]] = {
            channel: deque() for channel in (self.shell, self.stdin, self.iopub)
        }

    def _connect(self, name: str, kind: str, most_bytes: int) -> Channel:
        return Channel(self.handle.path(name), kind, self._writer.identity, most_bytes)

    def send(self, kind: str, content: dict[str, Any], buffers: Sequence[Any] = ()) -> str:
        """Send a request on the shell channel, or queue it; return its id."""
        number, parts = self._writer.write(kind, content, buffers=buffers)
        self.shell.send(parts)
        return number

    def close(self) -> None:
        """Close the channels."""
        for channel in (self.shell, self.stdin, self.iopub):
            channel.close()

    def receive(self, wait: Wait) -> None:
        """Take in what has arrived, waiting a moment for it.

        Raises
        ------
        KernelDied
            If the kernel has ended, or sends what no kernel sends.
        """
        handlers = ((self.iopub, self._on_iopub), (self.stdin, self._on_stdin), (self.shell, self._on_shell))
        self._take_in([channel for channel, _ in handlers if not channel.broken])
        deadline = time.monotonic() + HANDLING_SECONDS
        for channel, use in handlers:
            while self._has_work(channel) and time.monotonic() < deadline:
                use(self._arrived[channel].popleft(), wait)
        if not (self._is_kernel and self._arrived[self.iopub]):  # what a kernel said before its end counts
            self._check_alive(any(channel.broken for channel, _ in handlers))

    def _has_work(self, channel: Channel) -> bool:
        return bool(self._arrived[channel]) and not (channel is self.stdin and channel.has_unsent)

    def _take_in(self, channels: list[Channel]) -> None:
        """Wait a moment for what the channels have; of one with something left to handle nothing more is read."""
        poller = select.poll()
        poller.register(self.handle.connection, select.POLLIN)
        for channel in channels:
            wanted = 0 if self._arrived[channel] else select.POLLIN
            poller.register(channel, wanted | (select.POLLOUT if channel.wants_to_send else 0))
        ready = dict(poller.poll(0 if any(map(self._has_work, self._arrived)) else POLL_MS))
        for channel in channels:
            events = ready.get(channel.fileno(), 0)
            if events & ~select.POLLOUT:
                self._arrived[channel] += channel.receive()
            elif events:
                channel.flush()
        if self.handle.connection.fileno() in ready:
            self.handle.events(0)

    def _check_alive(self, hung_up: bool) -> None:
        if hung_up:  # the usual reason is that the kernel has just ended
            self.handle.wait_ended(HANGUP_SECONDS)
        if self.handle.ended is None and (hung_up or not self._is_kernel):
            self.handle.kill("protocol")
            raise KernelDied("protocol")
        if self.handle.ended is not None:
            raise KernelDied(self.handle.ended.get("why") or "exit", self.handle.ended.get("status"))

    def _on_shell(self, parts: list[bytes] | None, wait: Wait) -> None:
        # What is too large to be read is taken for the answer: an honest kernel sends nothing else.
        message = Message("", {}, wait.parent, b"{}") if parts is None else self._writer.read(parts)
        if message is None or message.parent != wait.parent or not (message.too_large or _is_sound(message)):
            return self._junk()
        too_large = parts is None or message.too_large
        # Only the first answer to the request in flight counts: early, late and repeated ones are dropped. The kernel's
        # own may be one of those, and is then the only one that tells the end.
        wait.idle = wait.idle or (not too_large and message.content.get("end") is True)
        if wait.reply is None:
            wait.reply, wait.too_large = message, too_large
        else:
            self._junk()

    def _on_iopub(self, parts: list[bytes] | None, wait: Wait) -> None:
        message = self._writer.read(parts) if parts is not None else None
        self.budget.charge_message(self.budget.output_message_bytes if parts is None else sum(map(len, parts)))
        if parts is None or (message is not None and message.too_large):
            if wait.collect is not None:
                wait.collect.cut()
        elif message is None:
            self._junk()
        elif message.kind == "status":
            self._on_status(message, wait)
        elif wait.collect is not None and wait.collect.wants(message.kind):
            try:
                changed = wait.collect(message.kind, message.content, message.size)
                self.budget.charge_message(0, changed - 1)
            except (KeyError, TypeError, ValueError):
                self._junk()

    def _on_status(self, message: Message, wait: Wait) -> None:
        if message.size > MOST_STATUS or not _is_sound(message):
            self._junk()
        elif message.parent == wait.parent and message.content.get("execution_state") == "idle":
            wait.idle = True

    def _on_stdin(self, parts: list[bytes] | None, wait: Wait) -> None:
        message = self._writer.read(parts) if parts is not None else None
        if message is None:
            self._junk()
            return
        wanted = wait.answer is not None and message.parent == wait.parent
        buffers: list[bytes] = []
        if wanted and _is_sound(message):
            assert wait.answer is not None
            try:
                value, buffers = wait.answer(str(message.content.get("prompt")), message.buffers)
            except BaseException:  # whatever stops the one who answers must not leave the kernel waiting
                self._reply(message, json.dumps({"error": "stopped"}))
                raise
        else:
            value = json.dumps({"error": "no input" if not wanted else "too large, or malformed"})
        self._reply(message, value, buffers)

    def _junk(self) -> None:
        self._is_kernel = self.budget.charge_junk()

    def _reply(self, message: Message, value: str, buffers: Sequence[Any] = ()) -> None:
        _, reply = self._writer.write("input_reply", {"value": value}, parent=message.header, buffers=buffers)
        self.stdin.send(reply)


def _is_sound(message: Message) -> bool:
    """Say whether the content can be read."""
    try:
        return isinstance(message.content, dict)
    except ValueError:
        return False
