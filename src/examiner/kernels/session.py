"""One kernel, seen from the trusted side: run cells, send requests, hold it to its limits.

A plain loop over the kernel's channels and its keeper's line. What comes from the kernel is untrusted: a
message that cannot be parsed, is not signed, or answers nothing that was asked is dropped; too many
or too much end the kernel.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import zmq
from jupyter_client.session import Session
from nbformat import NotebookNode
from nbformat.v4 import new_output

from examiner.kernels.errors import ForkServerError, KernelDied, LimitReached
from examiner.kernels.forkserver import KernelHandle
from examiner.kernels.inside import codec
from examiner.model import Limits

POLL_MS = 50
USAGE_EVERY = 0.25  # seconds between looks at the CPU clock
GRACE_SECONDS = 3.0  # between an interrupt and the end
READY_SECONDS = 60.0
JUNK_MESSAGES = 1000  # unreadable messages after which a kernel is no kernel
OVERHEAD_BYTES = 1 << 20  # room for a message's own headers

Answerer = Callable[[str, list[bytes]], tuple[str, list[bytes]]]


@dataclass
class CellResult:
    """What running one cell gave."""

    outputs: list[NotebookNode] = field(default_factory=list)
    error: str = ""  # the traceback, plain text; empty if the cell ended well
    error_type: str = ""
    execution_count: int | None = None
    seconds: float = 0.0


class KernelSession:
    """A ready kernel.

    Parameters
    ----------
    handle : KernelHandle
        The kernel as forked.
    limits : Limits
        What it may use.
    """

    def __init__(self, handle: KernelHandle, limits: Limits) -> None:
        self.handle, self.limits = handle, limits
        self.session = Session(key=handle.key.encode(), username="examiner")
        self.context = zmq.Context()
        self.context.set(zmq.MAX_SOCKETS, 16)
        self.shell = self._connect("shell", zmq.DEALER)
        self.stdin = self._connect("stdin", zmq.DEALER)
        self.iopub = self._connect("iopub", zmq.SUB)
        self.iopub.subscribe(b"")
        self.poller = zmq.Poller()
        for channel in (self.shell, self.stdin, self.iopub):
            self.poller.register(channel, zmq.POLLIN)
        self.poller.register(handle.connection, zmq.POLLIN)
        self.output_bytes = 0
        self.junk = 0
        self.cpu = 0.0
        self._ready = False

    def _connect(self, channel: str, kind: int) -> zmq.Socket[bytes]:
        found = self.context.socket(kind)
        found.linger = 0
        found.identity = self.session.bsession
        # ZMQ drops the connection of a peer that announces more, before it allocates anything.
        found.setsockopt(zmq.MAXMSGSIZE, self.limits.reply_mib * (1 << 20) + OVERHEAD_BYTES)
        found.rcvhwm = 8  # bounds what may wait here: the rest waits in the kernel's own memory
        found.connect(self.handle.endpoint(channel))
        return found

    # -- requests -------------------------------------------------------------------------------------

    def wait_ready(self) -> None:
        """Wait until the kernel answers.

        Raises
        ------
        KernelDied
            If it ends or stays silent.
        """
        if self._ready:
            return
        request = self.session.send(self.shell, "kernel_info_request", {})
        deadline = time.monotonic() + READY_SECONDS
        wait = _Wait(request["header"]["msg_id"], needs_idle=True)
        while not wait.done:
            if time.monotonic() > deadline:
                raise KernelDied("silent")
            self._pump(wait)
        self._ready = True

    def execute(self, code: str, *, seconds: float | None = None) -> CellResult:
        """Run one cell and return its outputs.

        Raises
        ------
        LimitReached
            If it used up its time or output; ``partial`` holds what it had put out.
        KernelDied
            If the kernel ended.
        """
        self.wait_ready()
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}}
        content |= {"allow_stdin": False, "stop_on_error": False}
        result, wait = CellResult(), _Wait(needs_idle=True)
        wait.collect = OutputCollector(result)
        began = time.monotonic()
        try:
            reply = self._request("execute_request", content, [], wait, seconds or self.limits.cell_seconds, "cell")
        except (LimitReached, KernelDied) as error:
            error.partial = result
            raise
        result.seconds = time.monotonic() - began
        content = reply["content"]
        count = content.get("execution_count")
        result.execution_count = count if type(count) is int else None
        if content.get("status") == "error":
            result.error_type = str(content.get("ename", ""))[:200]
            lines = content.get("traceback")
            result.error = "\n".join(map(str, lines)) if isinstance(lines, list) else ""
            result.error = result.error or f"{result.error_type}: {content.get('evalue')}"
        return result

    def put_files(self, files: dict[str, bytes]) -> None:
        """Write files into the box's /submission, before the first cell runs."""
        header, buffers = codec.encode(files)
        content = {"id": "", "op": "files", "value": header.decode()}
        reply, _, _ = self.ask(content, list(buffers), answer=_no_answer, seconds=60)
        if reply.get("ok") is not True:
            raise ForkServerError(f"the submission's files could not be put in the box: {reply.get('error')}")

    def ask(
        self, content: dict[str, Any], buffers: list[Any], *, answer: Answerer, seconds: float | None = None
    ) -> tuple[dict[str, Any], list[bytes], list[NotebookNode]]:
        """Send an ``examiner_request`` and return the reply's content and buffers, and what was printed.

        Parameters
        ----------
        content, buffers
            The request; see ``inside/responder``.
        answer : callable
            Called with (value header, buffers) of each call back to the grader; returns the same of the reply.
        """
        self.wait_ready()
        printed, wait = CellResult(), _Wait(needs_idle=True)
        wait.collect, wait.answer = OutputCollector(printed), answer
        reply = self._request("examiner_request", content, buffers, wait, seconds or self.limits.call_seconds, "call")
        return reply["content"], [bytes(b) for b in reply.get("buffers", ())], printed.outputs

    def _request(
        self, kind: str, content: dict[str, Any], buffers: list[Any], wait: _Wait, seconds: float, what: str
    ) -> dict[str, Any]:
        message = self.session.send(self.shell, kind, content, buffers=buffers)
        wait.parent = message["header"]["msg_id"]
        clock = _Clock(self, seconds, what)
        while not wait.done:
            limit = clock.over() or self._over_output()
            if limit is not None:
                raise self._stop(wait, *limit)
            self._pump(wait)
        assert wait.reply is not None
        return wait.reply

    # -- the loop -------------------------------------------------------------------------------------

    def _pump(self, wait: _Wait) -> None:
        """Take in what has arrived, waiting a moment for it."""
        ready = dict(self.poller.poll(POLL_MS))
        if self.iopub in ready:
            self._drain(self.iopub, lambda m: self._on_iopub(m, wait))
        if self.stdin in ready:
            self._drain(self.stdin, lambda m: self._on_stdin(m, wait))
        if self.shell in ready:
            self._drain(self.shell, lambda m: self._on_shell(m, wait))
        if self.handle.connection.fileno() in ready:
            self.handle.events(0)
        if self.handle.ended is not None:
            raise KernelDied(self.handle.ended.get("why") or "exit", self.handle.ended.get("status"))
        if self.junk > JUNK_MESSAGES:
            self.kill("protocol")
            raise KernelDied("protocol")

    def _drain(self, channel: zmq.Socket[bytes], use: Callable[[dict[str, Any]], None]) -> None:
        for _ in range(64):
            try:
                parts = channel.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return
            message = self._read(parts)
            if message is None:
                self.junk += 1
            else:
                use(message)

    def _read(self, parts: list[bytes]) -> dict[str, Any] | None:
        """Return a signed, well-formed message, None for anything else."""
        try:
            _, rest = self.session.feed_identities(parts)
            message = self.session.deserialize(rest)
        except (ValueError, TypeError, KeyError, IndexError, RecursionError, AttributeError, zmq.ZMQError):
            return None
        content, parent = message.get("content"), message.get("parent_header")
        good = isinstance(content, dict) and isinstance(parent, dict) and isinstance(message.get("msg_type"), str)
        return message if good else None

    def _on_shell(self, message: dict[str, Any], wait: _Wait) -> None:
        # Only the first answer to the request in flight counts: early, late and repeated ones are dropped.
        if message["parent_header"].get("msg_id") == wait.parent and wait.reply is None:
            wait.reply = message

    def _on_iopub(self, message: dict[str, Any], wait: _Wait) -> None:
        kind, content = message["msg_type"], message["content"]
        if kind == "status":
            if message["parent_header"].get("msg_id") == wait.parent and content.get("execution_state") == "idle":
                wait.idle = True
            return
        self.output_bytes += sum(len(str(v)) for v in content.values())
        if wait.collect is not None and kind in OUTPUTS:
            try:
                wait.collect(kind, content)
            except (KeyError, TypeError, ValueError, AttributeError):
                self.junk += 1

    def _on_stdin(self, message: dict[str, Any], wait: _Wait) -> None:
        if wait.answer is None or message["parent_header"].get("msg_id") != wait.parent:
            self.session.send(self.stdin, "input_reply", {"value": json.dumps({"error": "no input"})}, message)
            return
        buffers = [bytes(b) for b in message.get("buffers", ())]
        value, back = wait.answer(str(message["content"].get("prompt")), buffers)
        self.session.send(self.stdin, "input_reply", {"value": value}, message, buffers=back)

    # -- limits ---------------------------------------------------------------------------------------

    def _over_output(self) -> tuple[str, str] | None:
        if self.output_bytes <= self.limits.output_kib * 1024:
            return None
        self.output_bytes = 0  # counted afresh, so that later cells may still print
        return "output_kib", (
            f"超過輸出上限 {self.limits.output_kib} KiB / the output limit of {self.limits.output_kib} KiB was reached"
        )

    def _stop(self, wait: _Wait, limit: str, text: str) -> LimitReached:
        """Interrupt the kernel; end it if it does not stop."""
        self.interrupt()
        deadline = time.monotonic() + GRACE_SECONDS
        try:
            while not wait.done and time.monotonic() < deadline:
                self._pump(wait)
        except KernelDied:
            return LimitReached(limit, text, died=True)
        if wait.done:
            return LimitReached(limit, text)
        self.kill("killed")
        return LimitReached(limit, text, died=True)

    def interrupt(self) -> None:
        """Send the kernel an interrupt."""
        self.handle.send(signal=2)

    def kill(self, why: str = "killed") -> None:
        """End the kernel and wait for its end."""
        try:
            self.handle.send(kill=why)
            self.handle.wait_ended(10)
        except KernelDied:
            pass  # it was gone already

    def cpu_seconds(self) -> float:
        """Return the CPU seconds used so far, the last known once the kernel has ended."""
        usage = self.handle.usage() if self.handle.ended is None else None
        ended = self.handle.ended or {}
        self.cpu = max(self.cpu, float((usage or ended).get("cpu", 0.0)))
        return self.cpu

    def close(self) -> None:
        """End the kernel and free its sockets."""
        self.context.destroy(linger=0)
        self.handle.close()


def _no_answer(prompt: str, buffers: list[bytes]) -> tuple[str, list[bytes]]:
    return json.dumps({"error": "nothing to call"}), []


@dataclass
class _Wait:
    """What a request waits for."""

    parent: str = ""
    needs_idle: bool = False
    reply: dict[str, Any] | None = None
    idle: bool = False
    collect: OutputCollector | None = None
    answer: Answerer | None = None

    @property
    def done(self) -> bool:
        return self.reply is not None and (self.idle or not self.needs_idle)


class _Clock:
    """Holds one request to its CPU and wall-clock time."""

    def __init__(self, session: KernelSession, seconds: float, what: str) -> None:
        self.session, self.seconds, self.what = session, seconds, what
        self.wall = seconds * session.limits.wall_factor
        self.began = time.monotonic()
        self.looked = self.began
        self.cpu_before: float | None = None

    def over(self) -> tuple[str, str] | None:
        """Return the limit that has been reached, with a text for the student."""
        now = time.monotonic()
        if now - self.began > self.wall:
            return f"{self.what}_seconds", _over("實際時間", self.wall, "s (wall clock)", self.what)
        if now - self.looked < USAGE_EVERY:
            return None
        self.looked = now
        cpu = self.session.cpu_seconds()
        if self.cpu_before is None:
            self.cpu_before = max(0.0, cpu - (now - self.began))
        if cpu - self.cpu_before > self.seconds:
            return f"{self.what}_seconds", _over("CPU 時間", self.seconds, "s of CPU", self.what)
        most = self.session.limits.notebook_seconds
        if cpu > most:
            return "notebook_seconds", _over("CPU 時間", most, "s of CPU", "notebook")
        return None


WHAT = {
    "cell": ("單一儲存格的", "one cell"),
    "call": ("單次呼叫的", "one call"),
    "notebook": ("整份筆記本的", "the whole notebook"),
}


def _over(clock: str, seconds: float, unit: str, what: str) -> str:
    zh, en = WHAT[what]
    return f"超過時間上限：{zh}{clock} {seconds:g} 秒 / the time limit of {seconds:g} {unit} for {en} was reached"


OUTPUTS = ("stream", "display_data", "execute_result", "error", "update_display_data", "clear_output")


class OutputCollector:
    """Gathers a request's output messages as notebook outputs."""

    def __init__(self, result: CellResult) -> None:
        self.outputs = result.outputs

    def __call__(self, kind: str, content: dict[str, Any]) -> None:
        """Take in one message; raises on content that no kernel sends."""
        if kind == "clear_output":
            self.outputs.clear()
        elif kind == "stream":
            self._stream(str(content["name"]), str(content["text"]))
        elif kind == "error":
            lines = [str(line) for line in content["traceback"]]
            texts = {"ename": str(content["ename"]), "evalue": str(content["evalue"])}
            self.outputs.append(new_output("error", traceback=lines, **texts))
        else:
            data = {str(k): v for k, v in dict(content["data"]).items()}
            kind = "execute_result" if kind == "execute_result" else "display_data"
            self.outputs.append(new_output(kind, data=data, metadata={}))

    def _stream(self, name: str, text: str) -> None:
        name = name if name in ("stdout", "stderr") else "stdout"
        last = self.outputs[-1] if self.outputs else None
        if last is not None and last.output_type == "stream" and last.name == name:
            last.text += text
        else:
            self.outputs.append(new_output("stream", name=name, text=text))
