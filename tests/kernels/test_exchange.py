"""What is kept of a kernel's questions, with a kernel that the test plays."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from examiner.kernels.budget import Budget
from examiner.kernels.exchange import Exchange, Wait
from examiner.kernels.messages import Writer
from examiner.kernels.outputs import CellResult, OutputCollector
from examiner.kernels.zmtp import GREETING, encode, ready_command
from examiner.model import Limits

KEY = "k" * 32
ANSWER = b"x" * (2 << 20)
QUESTIONS = 200


class Played:
    """A kernel that listens, and that the test speaks for; stands for its handle as well."""

    key, ended = KEY, None

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.connection, self._keeper = socket.socketpair()
        self.listeners = {name: socket.socket(socket.AF_UNIX) for name in ("shell", "stdin", "iopub")}
        for name, listener in self.listeners.items():
            listener.bind(self.path(name))
            listener.listen()

    def path(self, name: str) -> str:
        """Where a channel's socket lies."""
        return str(self.folder / name)

    def accept(self, name: str) -> socket.socket:
        """Take in the connection of a channel, and greet."""
        channel, _ = self.listeners[name].accept()
        channel.sendall(GREETING + ready_command("ROUTER", b""))
        return channel

    def close(self) -> None:
        """Close what was opened."""
        for one in (self.connection, self._keeper, *self.listeners.values()):
            one.close()


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Played]:
    found = Played(tmp_path)
    yield found
    found.close()


def question(parent: str) -> bytes:
    """A question of the student's code to a grader's function, as bytes."""
    _, parts = Writer(KEY).write("input_request", {"prompt": "{}"}, parent={"msg_id": parent})
    return b"".join(bytes(piece) for piece in encode(parts))


def reply(value: str, **more: bool) -> bytes:
    """A reply to the request in flight, as bytes."""
    _, parts = Writer(KEY).write("examiner_reply", {"value": value, **more}, parent={"msg_id": "request"})
    return b"".join(bytes(piece) for piece in encode(parts))


def test_behind_a_forged_reply_the_kernels_own_still_tells_the_end(played: Played) -> None:
    exchange = Exchange(played, Budget(Limits()))  # type: ignore[arg-type]
    wait = Wait("request")
    with played.accept("shell") as kernel:
        kernel.sendall(reply("forged"))
        for _ in range(5):
            exchange.receive(wait)
        assert wait.reply is not None and not wait.done
        kernel.sendall(reply("own", end=True))
        for _ in range(5):
            exchange.receive(wait)
    assert wait.done and wait.reply.content["value"] == "forged"  # the first one counts: it could have been returned
    exchange.close()


def test_answers_that_the_kernel_does_not_read_are_not_made(played: Played) -> None:
    exchange = Exchange(played, Budget(Limits()))  # type: ignore[arg-type]
    asked: list[str] = []

    def answer(prompt: str, buffers: list[bytes]) -> tuple[str, list[bytes]]:
        asked.append(prompt)
        return json.dumps({"value": "x"}), [ANSWER]

    wait: Any = Wait("request", answer=answer)
    with played.accept("stdin") as kernel:
        kernel.sendall(question("request") * QUESTIONS)
        for _ in range(50):
            exchange.receive(wait)
        assert len(asked) == 1  # most of its answer waits, too
        kernel.setblocking(False)
        read = 0
        while len(asked) < QUESTIONS or exchange.stdin.has_unsent:
            exchange.receive(wait)
            with contextlib.suppress(BlockingIOError):
                read += len(kernel.recv(16 << 20))
        assert len(asked) == QUESTIONS and read > (QUESTIONS - 1) * len(ANSWER)
    exchange.close()


def test_many_slow_messages_are_handled_with_looks_at_the_time_in_between(played: Played) -> None:
    exchange = Exchange(played, Budget(Limits()))  # type: ignore[arg-type]
    handled: list[str] = []

    class Slow(OutputCollector):
        def __call__(self, kind: str, content: dict[str, Any], size: int = 0) -> int:
            time.sleep(0.02)
            handled.append(content["text"])
            return 1

    wait = Wait("request", collect=Slow(CellResult(), exchange.budget.output_of_cell()))
    _, parts = Writer(KEY).write("stream", {"name": "stdout", "text": "x"}, parent={"msg_id": "request"})
    with played.accept("iopub") as kernel:
        kernel.sendall(b"".join(bytes(piece) for piece in encode(parts)) * QUESTIONS)
        began, rounds = time.monotonic(), 0
        while len(handled) < QUESTIONS:
            exchange.receive(wait)
            rounds += 1
        assert rounds >= 5 and time.monotonic() - began > 3
    exchange.close()
