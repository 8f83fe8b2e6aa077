"""What a grader knows as ``student``: the notebook's names, and what its cells left behind."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Mapping
from numbers import Number
from typing import Any, Protocol

import numpy as np
from nbformat import NotebookNode

from examiner import codec
from examiner.grading.author import StudentValueError
from examiner.grading.errors import NeverRan, StudentError, StudentFault
from examiner.grading.remote import ASKED_BY_TOOLS, Remote
from examiner.grading.syntax import names_used
from examiner.grading.wall import Wall
from examiner.model import say


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
        self._wall.looked = True
        text = "".join(o.text for o in outputs if o.output_type == "stream" and o.name == "stdout")
        self._wall.printed = text
        return text

    @property
    def figures(self) -> list[bytes]:
        """PNG bytes of the plots drawn by the task's cells and by the calls of this check."""
        self._wall.looked = True
        found = [png for o in [*self._task.outputs, *self._wall.outputs] for png in png_bytes(o)]
        self._wall.drawn = len(found)
        return found

    @property
    def error(self) -> StudentError | None:
        """The error that the task's answer cell ended with, if any."""
        found = self._task.failure
        self._wall.looked = True
        return found if isinstance(found, StudentError) else None

    @property
    def warnings(self) -> list[tuple[str, str]]:
        """Python warnings of the last call, as (category, message)."""
        self._wall.looked = True
        return list(self._wall.warnings)

    def source(self, task: str) -> str:
        """Return the text of the answer cell ``task``.

        Raises
        ------
        KeyError
            If the assignment has no such cell.
        """
        self._wall.looked = True
        return self._task.source(task)

    def calls(self, *names: str) -> bool:
        """Say whether the student's code uses one of these names, in any cell that runs before this check.

        Uploaded modules and notebooks that such a cell imports or runs count like cells.

        ``assert not student.calls("sorted", "sort"), hint("...")``: a function by its own name, whatever it is called
        there. A variable or function of the student's own with that name does not count.
        """
        self._wall.looked = True
        return not names_used(self._task.written, self._task.uploaded).isdisjoint(names)

    def library(self, name: str) -> Any:
        """Return a module as the student's kernel imports it, whatever the notebook's own names stand for.

        ``student.library("numpy").random.default_rng(3)`` is a generator that lives in the kernel. ``student.np`` would
        be the student's variable, which an answer may use for something else.
        """
        __tracebackhide__ = True
        return self._wall.request("library", value=name)

    def unchanged(self, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a function of the student's and return its value, but fail the check if it changes what it is given.

        Raises
        ------
        StudentValueError
            If an array, list, dict or other datum among the arguments holds something else after the call.
        """
        __tracebackhide__ = True
        if not isinstance(function, Remote):
            return function(*args, **kwargs)  # fails as such a call does anywhere else
        found = function._ask("call_keeping", (args, kwargs))
        value, *after = found if isinstance(found, tuple) and len(found) == 3 else (None, None, None)
        self._wall.received.append(value)
        if not same([args, kwargs], after):
            zh, en = "傳進來的參數被改動了：先複製一份再改", "an argument was changed: copy it before you change it"
            raise StudentValueError(say(zh, en))
        return value

    def __getattr__(self, name: str) -> Any:
        __tracebackhide__ = True
        if name.startswith(("_", *ASKED_BY_TOOLS)):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> Any:
        """Return the notebook's variable ``name``; for names that begin with ``_`` or that this class uses itself."""
        __tracebackhide__ = True
        if isinstance(self._task.failure, NeverRan):
            raise self._task.failure.with_traceback(None)  # each check's own, not those of the checks before
        try:
            return self._wall.request("get", {"name": name})
        except StudentError as error:
            # The name is missing because its cell failed: that failure is what the student must read.
            if error.type_name == "NameError" and self._task.failure is not None:
                raise self._task.failure.with_traceback(None) from None
            raise


class TaskView(Protocol):
    """What a grader may know of the cells of its task."""

    outputs: list[NotebookNode]
    failure: StudentFault | None
    written: tuple[str, ...]
    uploaded: Mapping[str, bytes]

    def source(self, task: str) -> str:
        """Return the text of an answer cell."""


def same(before: Any, after: Any) -> bool:
    """Say whether an argument came back as it went in; what is no data is not looked at."""
    if isinstance(before, Remote) or callable(before):
        return True
    if isinstance(before, np.ndarray | np.generic):
        if not isinstance(after, np.ndarray | np.generic) or before.shape != after.shape:
            return False
        return bool(np.array_equal(before, after, equal_nan=before.dtype.kind in "fc"))
    if hasattr(before, "equals"):  # pandas, which is not imported for this
        before = codec.decode(*codec.encode(before), judged=True)  # as it comes back: without nullable dtypes
        return type(before) is type(after) and bool(before.equals(after))
    if isinstance(before, list | tuple):
        pairs = isinstance(after, list | tuple) and len(before) == len(after)
        return pairs and all(same(b, a) for b, a in zip(before, after, strict=True))
    if isinstance(before, dict):
        keys = isinstance(after, dict) and list(before) == list(after)
        return keys and all(same(value, after[key]) for key, value in before.items())
    if isinstance(before, float):
        return isinstance(after, float) and (before == after or (before != before and after != after))
    if isinstance(before, bool | int | complex | str | bytes | set | frozenset | Number | None):
        return bool(before == after)
    return True  # dates and the like cannot be changed


def png_bytes(output: NotebookNode) -> list[bytes]:
    """Return the PNG of an output as a list of none or one."""
    text = output.get("data", {}).get("image/png") if output.output_type != "stream" else None
    if not isinstance(text, str):
        return []
    with contextlib.suppress(ValueError):
        found = base64.b64decode(text, validate=False)
        if found.startswith(b"\x89PNG"):
            return [found]
    return []
