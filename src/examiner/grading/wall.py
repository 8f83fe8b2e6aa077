"""The outer end of the wall: the student's names, functions and objects as a grader sees them.

A grader writes ``student.f(x)``. Here that becomes a request to the student's kernel; the reply's bytes are
rebuilt as exact base types by the codec, or stand for an object that stays on the other side. No method of
an object of the student's is ever asked to compare, convert or print itself for a verdict.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from nbformat import NotebookNode

from examiner.grading.author import say
from examiner.grading.errors import (
    NeverRan,
    NotPlainData,
    StudentCrash,
    StudentError,
    StudentFault,
    StudentTimeout,
)
from examiner.kernels.errors import KernelDied, LimitReached
from examiner.kernels.inside import codec
from examiner.kernels.session import KernelSession
from examiner.model import Limits

MOST_CALLBACKS = 200_000


class Notebook(Protocol):
    """What the wall needs of the running notebook."""

    limits: Limits
    generation: int

    def session(self) -> KernelSession:
        """Return a kernel in the present state of the notebook."""

    def lost(self, error: Exception) -> str:
        """Take note that the kernel died in a call, and return the reason for the student."""

    def relieve(self) -> bool:
        """Give up a kernel that is still full after a MemoryError; say whether."""

    def memory_text(self) -> str:
        """Return the memory limit as a sentence for the student."""


class Wall:
    """Carries requests to the student's kernel and values back."""

    def __init__(self, notebook: Notebook) -> None:
        self.notebook = notebook
        self.call_seconds: float | None = None
        self.warnings: list[tuple[str, str]] = []
        self.outputs: list[NotebookNode] = []
        self._callbacks: list[Callable[..., Any]] = []
        self._asked = 0

    def request(self, op: str, target: dict[str, Any] | None = None, value: Any = None) -> Any:
        """Send one request and return its value.

        Raises
        ------
        StudentFault
            One of its kinds, for all that the student's side can do wrong.
        """
        __tracebackhide__ = True
        session = self.notebook.session()
        content: dict[str, Any] = {"id": "", "op": op, "target": target or {}}
        self._callbacks, self._asked = [], 0
        header, buffers = codec.encode(value, self)
        content["value"] = header.decode()
        try:
            reply, back, printed = session.ask(content, buffers, answer=self._answer, seconds=self.call_seconds)
        except LimitReached as error:
            raise self._limit(error) from None
        except KernelDied as error:
            raise StudentCrash(self.notebook.lost(error)) from None
        finally:
            self._callbacks = []
        self.outputs.extend(printed)
        try:
            return self._open(reply, back)
        except StudentError as error:
            if error.type_name == "MemoryError":
                self.notebook.relieve()
                raise StudentError("MemoryError", self.notebook.memory_text(), error.traceback, error.bases) from None
            raise

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
            return self._decode(str(reply.get("value")), buffers)
        except codec.CodecError as error:
            text = say(f"傳回的值無法評分：{error}", f"the returned value cannot be judged: {error}")
            raise NotPlainData(text) from None

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
        try:
            if self._asked > MOST_CALLBACKS:
                raise ValueError(f"more than {MOST_CALLBACKS} calls")
            wanted = json.loads(prompt)
            function = self._callbacks[wanted["callback"]]
            args, kwargs = self._decode(wanted["value"], buffers)
            header, back = codec.encode(function(*args, **kwargs), self)
        except StudentFault:
            raise
        except Exception as error:  # the arguments are the student's: what they cause is told to the student
            return json.dumps({"error": f"{type(error).__name__}: {error}"}), []
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
        if name.startswith("__") and name.endswith("__") and name not in ("__name__", "__doc__"):
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
            raise NotPlainData("its length is no number")
        return length

    def __iter__(self) -> Iterator[Any]:
        __tracebackhide__ = True
        items = self._ask("iterate", 10_000)
        return iter(items if isinstance(items, list) else [])

    def _no_data(self, *_: object) -> Any:
        __tracebackhide__ = True
        raise NotPlainData(
            say(f"應傳回資料，卻得到 {self._kind} 物件", f"expected data, got an object of type {self._kind}")
        )

    __bool__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _no_data
    __float__ = __int__ = __index__ = __complex__ = __contains__ = _no_data
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _no_data
    __neg__ = __abs__ = __pow__ = __matmul__ = __rmatmul__ = _no_data
    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{self._kind} in the student's kernel>"


class Student:
    """What the ``student`` fixture gives: the notebook's names and what its cells left behind.

    Parameters
    ----------
    wall : Wall
        The way to the student's kernel.
    task : TaskView
        What is known of the present task's cells.
    """

    def __init__(self, wall: Wall, task: TaskView) -> None:
        self._wall, self._task = wall, task

    @property
    def stdout(self) -> str:
        """Text printed by the task's cells and by the calls of this check."""
        outputs = [*self._task.outputs, *self._wall.outputs]
        return "".join(o.text for o in outputs if o.output_type == "stream" and o.name == "stdout")

    @property
    def figures(self) -> list[bytes]:
        """PNG bytes of the plots drawn by the task's cells and by the calls of this check."""
        return [png for o in [*self._task.outputs, *self._wall.outputs] for png in png_bytes(o)]

    @property
    def error(self) -> StudentError | None:
        """The error that the task's answer cell ended with, if any."""
        found = self._task.failure
        return found if isinstance(found, StudentError) else None

    @property
    def warnings(self) -> list[tuple[str, str]]:
        """Python warnings of the last call, as (category, message)."""
        return list(self._wall.warnings)

    def source(self, task: str) -> str:
        """Return the text of the answer cell ``task``.

        Raises
        ------
        KeyError
            If the assignment has no such cell.
        """
        return self._task.source(task)

    def __getattr__(self, name: str) -> Any:
        __tracebackhide__ = True
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> Any:
        """Return the notebook's variable ``name``; for names that this class uses itself."""
        __tracebackhide__ = True
        if isinstance(self._task.failure, NeverRan):
            raise self._task.failure
        try:
            return self._wall.request("get", {"name": name})
        except StudentError as error:
            # The name is missing because its cell failed: that failure is what the student must read.
            if error.type_name == "NameError" and self._task.failure is not None:
                raise self._task.failure from None
            raise


class TaskView(Protocol):
    """What a grader may know of the cells of its task."""

    outputs: list[NotebookNode]
    failure: StudentFault | None

    def source(self, task: str) -> str:
        """Return the text of an answer cell."""


def png_bytes(output: NotebookNode) -> list[bytes]:
    """Return the PNG of an output as a list of none or one."""
    import base64

    text = output.get("data", {}).get("image/png") if output.output_type != "stream" else None
    if not isinstance(text, str):
        return []
    with contextlib.suppress(ValueError):
        found = base64.b64decode(text, validate=False)
        if found.startswith(b"\x89PNG"):
            return [found]
    return []
