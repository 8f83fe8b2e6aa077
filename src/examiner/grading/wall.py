"""The outer end of the wall: the student's names, functions and objects as a grader sees them.

A grader writes ``student.f(x)``. Here that becomes a request to the student's kernel; the reply's bytes are
rebuilt as exact base types by the codec, or stand for an object that stays on the other side; see ``remote`` for what
such an object is asked and what it is never asked.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from nbformat import NotebookNode

from examiner import codec
from examiner.codec.checks import with_article
from examiner.grading import callbacks, many
from examiner.grading.answers import Answers
from examiner.grading.errors import (
    NotPlainData,
    StudentCrash,
    StudentError,
    StudentFault,
    StudentTimeout,
)
from examiner.grading.hit_limits import named
from examiner.grading.remote import Remote
from examiner.grading.replies import student_error, warnings_of
from examiner.grading.standing import Standing
from examiner.kernels.budget import CALLBACKS, Budget
from examiner.kernels.errors import KernelDied, LimitReached
from examiner.kernels.session import KernelSession
from examiner.kernels.values import size_of
from examiner.model import Text, say

MOST_DIGITS = 20_000  # of the largest integer that the codec lets through
RECEIVED = 4  # last values that are kept: one may have as many bytes as a reply
OF_A_CHECK = {  # what ``begin_check`` sets
    *("call_seconds", "_check", "warnings", "outputs", "received", "room", "printed", "drawn"),
    *("looked", "over", "refusal"),
}
Mixed = tuple[str, str]  # a check and an operator that was applied to an object of the student's and data, or two


class Notebook(Protocol):
    """What the wall needs of the running notebook."""

    budget: Budget
    generation: int
    files: dict[str, bytes]

    @property
    def alive(self) -> bool:
        """Whether there is a kernel."""

    def session(self) -> KernelSession:
        """Return a kernel in the present state of the notebook."""

    def lost(self, error: Exception) -> Text:
        """Take note that the kernel died in a call, and return the reason for the student."""

    def relieve(self) -> bool:
        """Give up a kernel that is still full after a MemoryError; say whether."""

    def memory_text(self) -> Text:
        """Return the memory limit as a sentence for the student."""


class Wall:
    """Carries requests to the student's kernel and values back.

    Parameters
    ----------
    notebook : Notebook
        The running notebook.
    mixing : frozenset of Mixed or None
        In which checks an object of the student's may be given what by which operator; None: in all. See ``mixes``.

    Attributes
    ----------
    mixed : set of Mixed
        Where a grader has applied such an operator, allowed or not.
    """

    def __init__(self, notebook: Notebook, mixing: frozenset[Mixed] | None = frozenset()) -> None:
        self.notebook = notebook
        if 0 < sys.get_int_max_str_digits() < MOST_DIGITS:
            sys.set_int_max_str_digits(MOST_DIGITS)  # so that showing a student's number is no error of the grader's
        self._callbacks: list[Callable[..., Any]] = []  # of this check; the student's side may keep one until it ends
        self._forgotten = 0  # how many there were before: none of them has the number of another
        self._answering = False
        self._ahead: dict[tuple[int, int], deque[Any]] = {}
        self._standing = Standing()
        self._mixing, self.mixed = mixing, set[Mixed]()
        self.begin_check()

    def begin_check(self, seconds: float | None = None, name: str = "") -> None:
        """Forget what the check before brought about; each call of the next one may take so many CPU seconds."""
        self.call_seconds = seconds
        self._check = name
        self.notebook.budget.values.begin()
        self._forgotten += len(self._callbacks)
        self._callbacks = []
        self.warnings: list[tuple[str, str]] = []
        self.outputs: list[NotebookNode] = []
        self.received: deque[Any] = deque(maxlen=RECEIVED)  # values that the student's side gave
        self.room = self.notebook.budget.output_of_check()  # for ``outputs``
        self.printed: str | None = None  # what the grader was given of it
        self.drawn: int | None = None  # how many plots it was given
        self.looked = False  # whether the grader was given output, figures or text of the student's
        self.over: StudentFault | None = None  # a call that hung or killed the kernel ends its check
        self.refusal: BaseException | None = None  # of a function of the grader's: it ends the check

    @contextlib.contextmanager
    def apart(self, seconds: float | None, name: str) -> Iterator[None]:
        """Begin something of its own in the middle of a check, which then goes on as it was."""
        check = {key: value for key, value in vars(self).items() if key in OF_A_CHECK}
        self.begin_check(seconds, name)
        try:
            yield
        finally:
            vars(self).update(check)

    @property
    def generation(self) -> int:
        """How many kernels there were before the present one."""
        return self.notebook.generation

    def has_lost(self, generation: int) -> bool:
        """Say whether what was made on the kernel of a generation is gone."""
        return self.generation != generation or not self.notebook.alive

    def ahead(self, number: int) -> deque[Any]:
        """Return the items of an iterator that were fetched and not yet used."""
        return self._ahead.setdefault((self.generation, number), deque())

    def mixes(self, operator: str) -> bool:
        """Say whether an object may be given data, or another object, by this operator in the present check.

        It may where the master's object is given the like by it as well. Where the master has a number or a text, an
        object could equal anything in its place, and would be told what is right.
        """
        self.mixed.add((self._check, operator))
        return self._mixing is None or (self._check, operator) in self._mixing

    def request(self, op: str, target: dict[str, Any] | None = None, value: Any = None) -> Any:
        """Send one request and return its value.

        Raises
        ------
        StudentFault
            One of its kinds, for all that the student's side can do wrong.
        """
        __tracebackhide__ = True
        found = self.ask(op, target, value)
        self.received.append(found)
        return found

    def ask(self, op: str, target: dict[str, Any] | None, value: Any) -> Any:
        """Send one request, as ``inside/responder`` takes it, and return its value, maybe none of the student's yet."""
        __tracebackhide__ = True
        if self.over is not None:
            raise self.over.with_traceback(None)
        if self._answering:
            zh, en = "此處不能使用物件", "an object cannot be used while the student's code waits for an answer"
            raise NotPlainData(say(zh, en))
        session = self.notebook.session()
        self.refusal = None
        header, buffers = codec.encode(value, self)
        content = {"id": "", "op": op, "target": target or {}, "value": header.decode()}
        try:
            if (known := self._standing.look(session, op, target)) is not None:
                session.require_time()
                self.warnings = []
                return Remote(self, *known)
            seconds, room = self.call_seconds, self.room
            reply, back, printed = session.ask(content, buffers, answer=self._answer, seconds=seconds, room=room)
        except (LimitReached, KernelDied) as error:
            self._standing.forget()
            self.over = (
                self._limit(error) if isinstance(error, LimitReached) else StudentCrash(self.notebook.lost(error))
            )
            raise self.refusal or self.over from None
        self._standing.hear(reply)
        if self.refusal is not None:
            raise self.refusal
        self.outputs.extend(printed)
        if reply.get("ok") is not True:
            raise self.reported(reply.get("error"))
        found = self.opened(reply, back)
        if isinstance(found, Remote):
            self._standing.learn(target, reply, (found._number, found._kind))
        return found

    def reported(self, found: Any) -> StudentError:
        """Return the exception that a reply reports, with what of the box caused it; a full kernel is given up."""
        error = student_error(found)
        if error.type_name != "MemoryError":
            return named(error, self.notebook.budget.limits, self.notebook.files)
        error = StudentError("MemoryError", self.notebook.memory_text(), error.traceback, error.bases)
        self.over = error if self.notebook.relieve() else None
        return error

    def _limit(self, error: LimitReached) -> StudentTimeout:
        if error.died:
            self.notebook.lost(error)
        found = StudentTimeout(error.text)
        if error.reply is not None and error.reply[0].get("ok") is True:
            with contextlib.suppress(StudentFault):
                found.done = self.opened(*error.reply)
        return found

    # -- many calls -----------------------------------------------------------------------------------

    def each(self, target: dict[str, Any], calls: list[Any], keeping: bool) -> Answers:
        """Make many calls of one function in one round trip, or few: what has come is sent after a moment.

        Raises
        ------
        StudentFault
            If the function is not there; what a call ends with waits in the answers.
        """
        __tracebackhide__ = True
        return many.each(self, target, calls, keeping)

    # -- values ---------------------------------------------------------------------------------------

    def opened(self, reply: dict[str, Any], buffers: list[bytes]) -> Any:
        """Return the value of a reply; believes nothing about its form."""
        __tracebackhide__ = True
        self.warnings = warnings_of(reply.get("warnings"))
        try:
            return self._decode(str(reply.get("value")), buffers)
        except codec.CodecError as error:
            text = say(f"傳回的值無法評分：{error}", f"the returned value cannot be judged: {error}")
            raise NotPlainData(text) from None

    def _decode(self, header: str, buffers: list[bytes]) -> Any:
        if not self.notebook.budget.values.charge(size_of(header, buffers)):
            self.over = self.refusal = NotPlainData(self.notebook.budget.limits.text("check_mib"))
            raise self.over
        most = codec.CodecLimits(max_bytes=self.notebook.budget.reply_bytes)
        return codec.decode(header.encode("utf-8", "surrogatepass"), buffers, self.resolve, most, judged=True)

    def resolve(self, reference: dict[str, Any]) -> Remote:
        """Return the remote object that a reference in a reply stands for."""
        number, kind = reference.get("id"), reference.get("type")
        if type(number) is not int or type(kind) is not str:
            raise codec.MalformedValue("a reference without number or type")
        return Remote(self, number, kind[:200])

    def reference(self, value: Any) -> dict[str, Any]:
        """Return what stands for an argument that is no data: a remote object, or a function of the grader's."""
        if isinstance(value, Remote):
            return value._reference()
        if callable(value):
            self._callbacks.append(value)
            name, number = getattr(value, "__name__", "function"), self._forgotten + len(self._callbacks) - 1
            told = {"callback": number, "parameters": callbacks.parameters_of(value)}
            return {**told, "name": name if name.isidentifier() else "function"}
        raise codec.Unencodable(f"{with_article(type(value).__name__)} cannot be passed to student code")

    def _answer(self, prompt: str, buffers: list[bytes]) -> tuple[str, list[bytes]]:
        """Call a function of the grader's for the student's code; see :mod:`~examiner.grading.callbacks`."""
        try:
            if not self.notebook.budget.charge_callback():
                raise codec.CodecError(f"more than {CALLBACKS} calls")
            wanted = json.loads(prompt)
            place = wanted["callback"] - self._forgotten
            if place < 0:
                raise codec.CodecError("a function of a check that is over")
            function = self._callbacks[place]
            args, kwargs = self._decode(wanted["value"], buffers)
        except MemoryError:
            raise  # ours: sizes are refused before memory is taken
        except Exception as error:  # all of it is the student's: what it causes is told to the student
            return json.dumps({"error": f"{type(error).__name__}: {error}"[: callbacks.MOST_ANSWER]}), []
        if self.refusal is not None:
            return json.dumps(callbacks.told(self.refusal)), []
        self._answering = True
        try:
            header, back = codec.encode(callbacks.call(function, args, kwargs), self)
        except callbacks.ANSWERED as error:
            if callbacks.ends_the_check(error):
                self.refusal = error
            return json.dumps(callbacks.told(error)), []
        finally:
            self._answering = False
        return json.dumps({"value": header.decode()}), [bytes(b) for b in back]
