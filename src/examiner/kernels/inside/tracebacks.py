"""Tracebacks as a student can use them: the student's own lines, with what happened inside libraries folded.

What lies in a library tells a beginner nothing, hides the line that is to be mended, and names folders of the host.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import sys
import traceback
import types
from collections.abc import Callable, Iterator
from typing import Any

MOST_FRAMES = 12  # of the student's own; of a deep recursion the first and the last
MOST_CHAINED = 20
MOST_NESTED, MOST_HELD = 20, 500  # levels of groups, and exceptions in them, that are written down
_LIBRARIES = tuple(
    {os.path.join(place, "") for place in (sys.prefix, sys.base_prefix, os.path.dirname(os.path.abspath(__file__)))}
)
_NAME = vars(type)["__name__"].__get__  # a metaclass may raise where it is asked
_MADE_UP = ("<frozen ", "<__array_function__")  # file names of Python's own modules and of NumPy's
_COMPILED = (".pyx", ".pxi", ".pxd")  # of libraries in Cython, whose names are relative to where they were built


def is_library(filename: str) -> bool:
    """Say whether code comes from a library, Python or ours, not from the notebook or a file beside it."""
    return filename.startswith((*_LIBRARIES, *_MADE_UP)) or filename.endswith(_COMPILED)


def plain(error: BaseException, name_of: Callable[[str], str]) -> str:
    """Return a traceback as Python writes it, folded.

    Parameters
    ----------
    error : BaseException
        As it was caught.
    name_of : callable
        Gives the name that people know for a file's.
    """
    skipped = _skipped(error.__traceback__)
    if not _has_an_end(error):
        frames = traceback.extract_tb(_only_own(error.__traceback__))
        stack = traceback.StackSummary.from_list([_named(frame, name_of) for frame in frames])
        return "".join(["Traceback (most recent call last):\n", *stack.format(), f"{_NAME(type(error))}\n"])
    with _folded(error):
        found = traceback.TracebackException(type(error), error, error.__traceback__)
    todo, seen = [found], set[int]()
    while todo:
        one = todo.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        one.stack[:] = [_named(frame, name_of) for frame in one.stack]
        todo += [other for other in (one.__cause__, one.__context__) if other is not None]
    lines, last = list(found.format()), list(found.format_exception_only())
    return "".join([*lines[: len(lines) - len(last)], *([f"  {skipped}\n"] if skipped else []), *last])


def _has_an_end(error: BaseException) -> bool:
    """Say whether an exception with all that it holds and comes from is of a size that can be written down.

    Python goes down into the exceptions of a group for ever where a group holds itself.
    """
    todo, seen = [(error, 0)], set[int]()
    while todo:
        one, depth = todo.pop()
        if id(one) not in seen:
            seen.add(id(one))
            todo += [(other, depth) for other in (one.__cause__, one.__context__) if other is not None]
        if isinstance(one, BaseExceptionGroup):
            if depth > MOST_NESTED or len(seen) > MOST_HELD or len(todo) > MOST_HELD:
                return False
            todo += [(held, depth + 1) for held in _read(one)]
    return True


def _read(group: BaseExceptionGroup[Any]) -> list[BaseException]:
    """Return what Python would write down of a group: what its class says, which may be anything."""
    return [one for one in list(itertools.islice(group.exceptions, MOST_HELD + 1)) if isinstance(one, BaseException)]


def _named(frame: traceback.FrameSummary, name_of: Callable[[str], str]) -> traceback.FrameSummary:
    return traceback.FrameSummary(name_of(frame.filename), frame.lineno or 0, frame.name, line=frame.line)


def fold(formatter: Any) -> None:
    """Have IPython's formatter of tracebacks leave out the frames of libraries.

    Parameters
    ----------
    formatter : AutoFormattedTB
        A shell's.
    """
    whole = formatter.structured_traceback

    def structured_traceback(etype: Any, evalue: Any, etb: Any = None, tb_offset: Any = None, context: int = 5) -> Any:
        if not isinstance(evalue, BaseException) or not any(_own(etb)):
            return whole(etype, evalue, etb, tb_offset, context)
        skipped = _skipped(etb)
        with _folded(evalue, etb):
            lines = list(whole(etype, evalue, evalue.__traceback__, 0, context))
        return [*lines[:-1], *([skipped] if skipped else []), *lines[-1:]]

    formatter.structured_traceback = structured_traceback


def _own(trace: types.TracebackType | None) -> Iterator[types.TracebackType]:
    while trace is not None:
        if not is_library(trace.tb_frame.f_code.co_filename):
            yield trace
        trace = trace.tb_next


def _skipped(trace: types.TracebackType | None) -> str:
    """Return a line that says how much of which library comes after the student's last line, "" for nothing."""
    count, where = 0, ""
    while trace is not None:
        if is_library(trace.tb_frame.f_code.co_filename):
            where = where or str(trace.tb_frame.f_globals.get("__name__", "")).split(".")[0]
            count += 1
        else:
            count, where = 0, ""
        trace = trace.tb_next
    return f"[... skipping {count} frame{'s' * (count > 1)} of {where or 'a library'}]" if count else ""


@contextlib.contextmanager
def _folded(error: BaseException, trace: types.TracebackType | None = None) -> Iterator[None]:
    """Take the frames of libraries out of an exception and of those behind it, and put them back in the end."""
    before = [(e, e.__traceback__, e.__cause__, e.__context__, e.__suppress_context__) for e in _chain(error)]
    try:
        error.__traceback__ = _only_own(trace or error.__traceback__)
        for one, *_ in before[1:]:
            one.__traceback__ = _only_own(one.__traceback__)
        for one, *_ in before:
            _drop_what_is_a_librarys(one)
        yield
    finally:
        for one, former, cause, context, suppressed in before:
            one.__traceback__, one.__cause__, one.__context__ = former, cause, context
            one.__suppress_context__ = suppressed


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and len(found) < MOST_CHAINED and all(one is not other for other in found):
        found.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return found


def _drop_what_is_a_librarys(error: BaseException) -> None:
    """Leave out an earlier exception that no line of the student's had a part in."""
    behind = error.__cause__ or error.__context__
    if behind is not None and behind.__traceback__ is None:
        error.__cause__ = error.__context__ = None


def _only_own(trace: types.TracebackType | None) -> types.TracebackType | None:
    """Return the student's frames, of very many the first and the last."""
    kept: types.TracebackType | None = None
    own = list(_own(trace))
    if len(own) > MOST_FRAMES:
        own = [*own[: MOST_FRAMES // 2], *own[-MOST_FRAMES // 2 :]]
    for one in reversed(own):
        kept = types.TracebackType(kept, one.tb_frame, one.tb_lasti, one.tb_lineno)
    return kept
