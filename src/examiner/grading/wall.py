"""The outer end of the wall: the student's names, functions and objects as a grader sees them.

A grader writes ``student.f(x)``. Here that becomes a request to the student's kernel; the reply's bytes are
rebuilt as exact base types by the codec, or stand for an object that stays on the other side. No method of
an object of the student's is ever asked to compare, convert or print itself for a verdict.
"""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from nbformat import NotebookNode

from examiner import codec
from examiner.grading.errors import (
    NotPlainData,
    StudentCrash,
    StudentError,
    StudentFault,
    StudentTimeout,
)
from examiner.grading.hit_limits import named
from examiner.kernels.errors import KernelDied, LimitReached
from examiner.kernels.session import KernelSession
from examiner.model import Limits, Text, say

MOST_CALLBACKS = 200_000
MOST_DIGITS = 20_000  # of the largest integer that the codec lets through
RECEIVED = 4  # last values that are kept: one may have as many bytes as a reply
MOST_ANSWER = 4000  # characters of an error that the student's code is told
# What Python, IPython and Hypothesis ask an object for: a student's answer would act in the tool's place.
ASKED_BY_TOOLS = (
    "__",
    "_repr_",
    "_ipython_",
    "hypothesis_internal",
    "execute_example",
    "setup_example",
    "teardown_example",
)


class Notebook(Protocol):
    """What the wall needs of the running notebook."""

    limits: Limits
    generation: int

    def session(self) -> KernelSession:
        """Return a kernel in the present state of the notebook."""

    def lost(self, error: Exception) -> Text:
        """Take note that the kernel died in a call, and return the reason for the student."""

    def relieve(self) -> bool:
        """Give up a kernel that is still full after a MemoryError; say whether."""

    def memory_text(self) -> Text:
        """Return the memory limit as a sentence for the student."""


class Wall:
    """Carries requests to the student's kernel and values back."""

    def __init__(self, notebook: Notebook) -> None:
        self.notebook = notebook
        if 0 < sys.get_int_max_str_digits() < MOST_DIGITS:
            sys.set_int_max_str_digits(MOST_DIGITS)  # so that showing a student's number is no error of the grader's
        self._callbacks: list[Callable[..., Any]] = []
        self._asked = 0
        self._answering = False
        self.begin_check()

    def begin_check(self, seconds: float | None = None) -> None:
        """Forget what the check before brought about; each call of the next one may take so many CPU seconds."""
        self.call_seconds = seconds
        self.warnings: list[tuple[str, str]] = []
        self.outputs: list[NotebookNode] = []
        self.received: deque[Any] = deque(maxlen=RECEIVED)  # values that the student's side gave
        self._over: StudentFault | None = None  # a call that hung or killed the kernel ends its check

    def request(self, op: str, target: dict[str, Any] | None = None, value: Any = None) -> Any:
        """Send one request and return its value.

        Raises
        ------
        StudentFault
            One of its kinds, for all that the student's side can do wrong.
        """
        __tracebackhide__ = True
        if self._over is not None:
            raise self._over.with_traceback(None)
        if self._answering:
            zh, en = "此處不能使用物件", "an object cannot be used while the student's code waits for an answer"
            raise NotPlainData(say(zh, en))
        session = self.notebook.session()
        content: dict[str, Any] = {"id": "", "op": op, "target": target or {}}
        self._callbacks, self._asked = [], 0
        header, buffers = codec.encode(value, self)
        content["value"] = header.decode()
        try:
            reply, back, printed = session.ask(content, buffers, answer=self._answer, seconds=self.call_seconds)
        except LimitReached as error:
            self._over = self._limit(error)
            raise self._over from None
        except KernelDied as error:
            self._over = StudentCrash(self.notebook.lost(error))
            raise self._over from None
        finally:
            self._callbacks = []
        self.outputs.extend(printed)
        try:
            return self._open(reply, back)
        except StudentError as error:
            if error.type_name == "MemoryError":
                error = StudentError("MemoryError", self.notebook.memory_text(), error.traceback, error.bases)
                self._over = error if self.notebook.relieve() else None
                raise error from None
            raise named(error, self.notebook.limits) from None

    def _limit(self, error: LimitReached) -> StudentFault:
        if error.died:
            self.notebook.lost(error)
        if error.limit == "output_kib":
            return StudentError("OutputLimit", error.text)
        return StudentTimeout(error.text)

    # -- values ---------------------------------------------------------------------------------------

    def _open(self, reply: dict[str, Any], buffers: list[bytes]) -> Any:
        """Return the value of a reply or raise what it reports; believes nothing about its form."""
        __tracebackhide__ = True
        if reply.get("ok") is not True:
            raise _student_error(reply.get("error"))
        self.warnings = _warnings(reply.get("warnings"))
        try:
            value = self._decode(str(reply.get("value")), buffers)
        except codec.CodecError as error:
            text = say(f"傳回的值無法評分：{error}", f"the returned value cannot be judged: {error}")
            raise NotPlainData(text) from None
        self.received.append(value)
        return value

    def _decode(self, header: str, buffers: list[bytes]) -> Any:
        most = codec.CodecLimits(max_bytes=self.notebook.limits.reply_mib << 20)
        return codec.decode(header.encode("utf-8", "surrogatepass"), buffers, self.resolve, most)

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
            name = getattr(value, "__name__", "function")
            return {"callback": len(self._callbacks) - 1, "name": name if name.isidentifier() else "function"}
        raise codec.Unencodable(f"a {type(value).__name__} cannot be passed to student code")

    def _answer(self, prompt: str, buffers: list[bytes]) -> tuple[str, list[bytes]]:
        """Call a function of the grader's for the student's code."""
        self._asked += 1
        self._answering = True
        try:
            if self._asked > MOST_CALLBACKS:
                raise ValueError(f"more than {MOST_CALLBACKS} calls")
            wanted = json.loads(prompt)
            function = self._callbacks[wanted["callback"]]
            args, kwargs = self._decode(wanted["value"], buffers)
            header, back = codec.encode(function(*args, **kwargs), self)
        except Exception as error:  # the arguments are the student's: what they cause is told to the student
            return json.dumps({"error": f"{type(error).__name__}: {error}"[:MOST_ANSWER]}), []
        finally:
            self._answering = False
        return json.dumps({"value": header.decode()}), [bytes(b) for b in back]


def _student_error(found: Any) -> StudentError:
    """Return the exception that a reply reports, from untrusted fields."""
    error = found if isinstance(found, dict) else {}
    bases = error.get("bases")
    return StudentError(
        _text(error.get("type"), 200) or "Exception",
        _text(error.get("message"), 4000),
        _text(error.get("traceback"), 20_000),
        tuple(str(b) for b in bases[:20]) if isinstance(bases, list) else (),
    )


def _text(value: Any, most: int) -> str:
    return value[:most] if isinstance(value, str) else ""


def _warnings(found: Any) -> list[tuple[str, str]]:
    rows = found if isinstance(found, list) else []
    return [(str(r[0])[:200], str(r[1])[:500]) for r in rows[:100] if isinstance(r, list) and len(r) == 2]


class Remote:
    """An object that stays in the student's kernel.

    Its attributes, items, methods and calls work and give data or further objects. It has no truth value
    and equals nothing: a check that treats it as data fails with a sentence that says so.
    """

    __slots__ = ("_generation", "_kind", "_number", "_wall")
    __array_ufunc__ = None

    def __init__(self, wall: Wall, number: int, kind: str) -> None:
        object.__setattr__(self, "_wall", wall)
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_kind", kind)
        object.__setattr__(self, "_generation", wall.notebook.generation)

    def _reference(self) -> dict[str, Any]:
        if self._generation != self._wall.notebook.generation:
            raise StudentCrash(say("此物件已隨核心終止而消失", "this object was lost when the kernel died"))
        return {"id": self._number}

    def _ask(self, op: str, value: Any = None) -> Any:
        __tracebackhide__ = True
        return self._wall.request(op, {"ref": self._reference()["id"]}, value)

    def __getattr__(self, name: str) -> Any:
        __tracebackhide__ = True
        if name.startswith(ASKED_BY_TOOLS) and name not in ("__name__", "__doc__"):
            raise AttributeError(name)  # protocols of Python and NumPy look for these: there are none
        return self._ask("attr", name)

    def __setattr__(self, name: str, value: Any) -> None:
        raise TypeError("a student's object cannot be changed from a grader")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        return self._ask("call", (args, kwargs))

    def __getitem__(self, key: Any) -> Any:
        __tracebackhide__ = True
        return self._ask("item", key)

    def __len__(self) -> int:
        __tracebackhide__ = True
        length = self._ask("len")
        if type(length) is not int or length < 0:
            raise NotPlainData(say("它的長度不是數字", "its length is no number"))
        return length

    def __iter__(self) -> Iterator[Any]:
        __tracebackhide__ = True
        items = self._ask("iterate", 10_000)
        return iter(items if isinstance(items, list) else [])

    def _no_data(self, *_: object, **__: object) -> Any:
        __tracebackhide__ = True
        raise NotPlainData(
            say(f"應傳回資料，卻得到 {self._kind} 物件", f"expected data, got an object of type {self._kind}")
        )

    __bool__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _no_data
    __float__ = __int__ = __index__ = __complex__ = __contains__ = _no_data
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _no_data
    __neg__ = __abs__ = __pow__ = __matmul__ = __rmatmul__ = __array__ = _no_data
    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{self._kind} in the student's kernel>"
