"""One kernel, seen from the trusted side: run cells, send requests, hold it to its limits."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from nbformat import NotebookNode

from examiner import codec
from examiner.kernels.budget import FILE_BYTES, FILE_PIECES, FILES_SECONDS, Budget, Reached
from examiner.kernels.errors import ForkServerError, KernelDied, LimitReached
from examiner.kernels.exchange import Answerer, Exchange, Wait
from examiner.kernels.handle import KernelHandle
from examiner.kernels.messages import Message, answer_of
from examiner.kernels.outputs import CellResult, OutputCollector, fill_in
from examiner.kernels.room import Room
from examiner.kernels.usage import Meter, Usage

__all__ = ["CellResult", "KernelSession", "no_answer"]

GRACE_SECONDS = 5.0  # between an interrupt and the end
READY_SECONDS = 60.0
QUIET_SECONDS = 0.3  # looked at after a cell that was stopped: what still runs then is what it left behind
QUIET_CPU_SECONDS = 0.03  # one that waits for its next request uses less; one at work more, also on a busy host
ASK_AGAIN_SECONDS = 5.0  # a kernel that is not ready yet may lose what it says to those who listen too late


class KernelSession:
    """A ready kernel.

    Parameters
    ----------
    handle : KernelHandle
        The kernel as forked.
    budget : Budget
        The account of the submission that it runs.
    """

    def __init__(self, handle: KernelHandle, budget: Budget) -> None:
        self.handle = handle
        self.exchange = Exchange(handle, budget)
        self.cpu = self.waited = 0.0  # seconds of CPU, and ready to run without one
        self._most_cpu = math.inf  # what is counted of a kernel that was ended at a limit
        self._ready = False
        self.cells = 0  # that were run
        self.adopt(budget)

    def adopt(self, budget: Budget) -> None:
        """Run a submission, with the limits that the kernel was forked for, on its account."""
        self.budget = self.exchange.budget = budget
        self._meter = Meter(self.usage, budget.now)

    # -- requests -------------------------------------------------------------------------------------

    def wait_ready(self) -> None:
        """Wait until the kernel answers.

        Raises
        ------
        KernelDied
            If it ends or stays silent.
        """
        deadline = time.monotonic() + READY_SECONDS
        while not self._ready:
            wait = Wait(self.exchange.send("kernel_info_request", {}))
            again = min(deadline - time.monotonic(), ASK_AGAIN_SECONDS)
            self._ready = self._receive(wait, again)
            if not self._ready and time.monotonic() >= deadline:
                self.kill()
                raise KernelDied("silent")

    def execute(self, code: str, *, seconds: float | None = None, keep_output: bool = True) -> CellResult:
        """Run one cell and return its outputs, if they are to be kept.

        Raises
        ------
        LimitReached
            If it used up its time; ``partial`` holds what it had put out.
        KernelDied
            If the kernel ended.
        """
        self.wait_ready()
        self.cells += 1
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}}
        content |= {"allow_stdin": False, "stop_on_error": False}
        result = CellResult()
        wait = Wait(collect=OutputCollector(result, self.budget.output_of_cell()) if keep_output else None)
        began = time.monotonic()
        try:
            reply = self._request("execute_request", content, [], wait, "cell_seconds", seconds)
        except (LimitReached, KernelDied) as error:
            error.partial = result
            raise
        result.seconds = time.monotonic() - began
        fill_in(result, reply.content)
        return result

    def put_files(self, files: dict[str, bytes]) -> None:
        """Write files into the box's /submission, before the first cell runs.

        Raises
        ------
        ForkServerError
            If they could not be written.
        """
        for batch in _batches(files):
            header, pieces = codec.encode(batch)
            content = {"id": "", "op": "files", "value": header.decode()}
            reply, *_ = self.ask(content, list(pieces), answer=no_answer, seconds=FILES_SECONDS)
            if reply.get("ok") is not True:
                raise ForkServerError(f"the submission's files could not be put in the box: {reply.get('error')}")

    def ask(
        self,
        content: dict[str, Any],
        buffers: list[Any],
        *,
        answer: Answerer,
        seconds: float | None = None,
        room: Room | None = None,
    ) -> tuple[dict[str, Any], list[bytes], list[NotebookNode]]:
        """Send an ``examiner_request`` and return the reply's content and buffers, and what was printed.

        Parameters
        ----------
        content, buffers
            The request; see ``inside/responder``. A ``value`` is the header of an encoded value, as text.
        answer : callable
            Called with (prompt, buffers) of each call back to the grader; returns the same of the reply.
        seconds, room
            CPU seconds in place of the limit's; room for what is printed, shared with other requests.

        Raises
        ------
        LimitReached
            If it used up its time, or the size of a reply.
        KernelDied
            If the kernel ended.
        """
        self.wait_ready()
        value = content.get("value")
        # Outside the content: a large value is no JSON inside JSON.
        buffers = buffers if value is None else [value.encode(), *buffers]
        printed = CellResult()
        wait = Wait(collect=OutputCollector(printed, room or self.budget.output_of_check()), answer=answer)
        request = {**content, "value": None, "most": self.budget.reply_bytes, "with_value": value is not None}
        try:
            reply = self._request("examiner_request", request, buffers, wait, "call_seconds", seconds)
        except LimitReached as error:
            error.reply = answer_of(wait.reply) if wait.reply is not None and not wait.too_large else None
            raise
        return (*answer_of(reply), printed.outputs)

    def _request(
        self, kind: str, content: dict[str, Any], buffers: list[Any], wait: Wait, limit: str, seconds: float | None
    ) -> Message:
        request = self.budget.request(limit, self._meter.read, seconds)
        self.require_time()
        wait.parent, collect = self.exchange.send(kind, content, buffers), wait.collect
        try:
            while not wait.done:
                reached = request.over()
                if reached is not None:
                    # While a kernel is being ended, a bomb uses every CPU: none of that is charged to the notebook.
                    charged = min(self.cpu, request.most_cpu)
                    stopped = self._stop(wait, reached)
                    if stopped.died:
                        self._most_cpu = charged
                    raise stopped
                self.exchange.receive(wait)
        finally:
            if collect is not None:
                collect.finish()
        assert wait.reply is not None
        if wait.too_large:
            raise LimitReached("reply_mib", self.budget.limits.text("reply_mib"))
        return wait.reply

    # -- limits ---------------------------------------------------------------------------------------

    def require_time(self) -> None:
        """Refuse a submission that has used up what it may.

        Raises
        ------
        LimitReached
            If it has.
        """
        used_up = self.budget.used_up(self._meter.read())
        if used_up is not None:
            raise LimitReached(used_up.limit, used_up.text)

    def _stop(self, wait: Wait, reached: Reached) -> LimitReached:
        """Interrupt the kernel, twice if need be; end it if it does not stop, or something that it started does not."""
        wait.collect = wait.answer = None
        try:
            # Idle, not done: an interrupt that comes when the cell is over may cost the reply.
            stopped = self._interrupted(wait) or self._interrupted(wait)
            stopped = stopped and self._is_quiet(wait)
        except KernelDied:
            return LimitReached(reached.limit, reached.text, died=True)
        if stopped:
            return LimitReached(reached.limit, reached.text)
        self.kill("killed")
        return LimitReached(reached.limit, reached.text, died=True)

    def _interrupted(self, wait: Wait) -> bool:
        self.interrupt()
        return self._receive(wait, GRACE_SECONDS / 2, lambda: wait.idle)

    def _is_quiet(self, wait: Wait) -> bool:
        """Say whether the stopped request leaves nothing at work: it would use up the time of the cells that follow."""
        deadline = time.monotonic() + GRACE_SECONDS / 2
        while time.monotonic() < deadline:
            before = self.cpu_seconds()
            self._receive(wait, QUIET_SECONDS, lambda: False)
            if self.cpu_seconds() - before < QUIET_CPU_SECONDS:
                return True
        return False  # not even after a while: no output that is still on its way

    def _receive(self, wait: Wait, seconds: float, enough: Callable[[], bool] | None = None) -> bool:
        """Take in what arrives until it is enough or the time is over; say whether it was enough."""
        enough = enough or (lambda: wait.done)
        deadline = time.monotonic() + seconds
        while not enough() and time.monotonic() < deadline:
            self.exchange.receive(wait)
        return enough()

    def interrupt(self) -> None:
        """Send the kernel an interrupt."""
        self.handle.send(signal=2)

    def kill(self, why: str = "killed") -> None:
        """End the kernel and wait for its end."""
        self.handle.kill(why)

    def cpu_seconds(self) -> float:
        """Return the CPU seconds used so far, the last known once the kernel has ended."""
        usage = self._used() or self.handle.ended or {}
        self.cpu = max(self.cpu, float(usage.get("cpu", 0.0)))
        self.waited = max(self.waited, float(usage.get("waited", 0.0)))
        return min(self.cpu, self._most_cpu)

    def usage(self) -> Usage:
        """Return what the kernel has used, as its keeper says now."""
        return Usage(self.cpu_seconds(), self.waited)

    def _used(self) -> dict[str, Any] | None:
        """Return what the keeper says is in use, None once the kernel has ended."""
        return self.handle.usage() if self.handle.ended is None else None

    def memory_mib(self) -> float:
        """Return the MiB that the box holds now beyond the warm kernel; 0 once it has ended."""
        return float((self._used() or {}).get("memory_mib", 0.0))

    def peak_mib(self) -> float:
        """Return the most MiB that the box was seen to hold, known once it has ended."""
        return float((self.handle.ended or {}).get("peak_mib", 0.0))

    def close(self) -> None:
        """End the kernel and free its sockets."""
        self.exchange.close()
        self.handle.close()


def no_answer(prompt: str, buffers: list[bytes]) -> tuple[str, list[bytes]]:
    """Answer a call back to a grader where none is expected."""
    return json.dumps({"error": "nothing to call"}), []


def _batches(files: Mapping[str, bytes]) -> Iterator[list[tuple[str, bool, bytes]]]:
    """Yield files, large ones in pieces, so that no request grows past what both sides take in one message."""
    batch: list[tuple[str, bool, bytes]] = []
    size = 0
    for name, content in files.items():
        for start in range(0, len(content) or 1, FILE_BYTES):
            piece = content[start : start + FILE_BYTES]
            if batch and (size + len(piece) > FILE_BYTES or len(batch) >= FILE_PIECES):
                yield batch
                batch, size = [], 0
            batch.append((name, start == 0, piece))
            size += len(piece)
    if batch:
        yield batch
