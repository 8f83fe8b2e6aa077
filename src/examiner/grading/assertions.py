"""Tells what an author said to the student from what pytest, NumPy or pandas say of a comparison.

Such an explanation is for staff: it shows what a grader compared, which may be hidden. It stands in the same text as
what the author said, so the traceback is asked which statement failed, not the text what it looks like.
"""

from __future__ import annotations

import ast
import itertools
import linecache
import re
import sysconfig
from functools import cache, lru_cache
from pathlib import Path
from types import FrameType, TracebackType

from _pytest.assertion.rewrite import AssertionRewritingHook  # pytest has no public name for "this is rewritten"

from examiner.model.code import parsed

EXPLANATION = "\nassert "  # what pytest puts between the author's text and its own; the former's lines are indented
# What explanations begin with: an author's text that is put together at run time is cut there, as it may repeat one.
EXPLAINS = re.compile(
    r"\bassert\s|\+\s+where |Mismatched elements|Max (absolute|relative) diff|\b(ACTUAL|DESIRED)\b|\[(left|right)\]:|"
    r"Arrays are not|Items are not equal|Not equal to tolerance|values are (not )?(equal|different)|\bdiffer: "
)
INSTALLED = re.compile(r"[/\\](site|dist)-packages[/\\]")
Statement = ast.Assert | ast.Raise


def is_explained(error: BaseException | None) -> bool:
    """Say whether pytest's explanation of an assertion may stand in an error's text."""
    if not isinstance(error, AssertionError):
        return False
    if error.__traceback__ is None:
        return True
    if not _is_rewritten(_last(error.__traceback__).tb_frame):
        return False
    statements = failing_statements(error)
    return not (statements and all(isinstance(s, ast.Raise) for s in statements))


def is_compared(error: BaseException | None) -> bool:
    """Say whether an assertion failed that is nothing but a comparison, or several: pytest told of its two sides last.

    In any other it told of some comparison within, such as that of an answer with hidden labels whose mean is tested.
    """
    if not is_explained(error):
        return False
    statements = failing_statements(error)
    return bool(statements) and all(isinstance(s, ast.Assert) and _is_comparison(s.test) for s in statements)


def _is_comparison(test: ast.expr) -> bool:
    if isinstance(test, ast.BoolOp):
        return all(_is_comparison(value) for value in test.values)
    return isinstance(test, ast.Compare)


def authors_text(error: BaseException | None) -> str:
    """Return what the author gave with the assertion that failed: "" if nothing, or if it was no assertion."""
    messages = _given(error, ast.Assert) if isinstance(error, AssertionError) else []
    return _own_words(str(error).split(EXPLANATION, 1)[0], messages, error) if messages else ""


def raised_text(error: BaseException | None) -> str:
    """Return what the author said with an exception of his own making: "" if nothing, or if it was no ``raise``.

    What it repeats of an explanation, as ``raise AssertionError(str(error))`` does, is left out.
    """
    given = _given(error, ast.Raise)
    return _own_words(str(error), given, error) if given else ""


def constant_texts(error: BaseException | None) -> list[str]:
    """Return the texts that stand as they are in the statement that an author's failing check ended with.

    It is an ``assert``, a ``raise``, or a call of ``pytest.fail``. What it says may be computed all the same: only a
    message that is one of these texts shows no value.
    """
    given = _given(error, ast.Assert) + _given(error, ast.Raise) + _failing_call(error)
    parts = [part for node in given for part in (_arguments(node) if isinstance(node, ast.Call) else [node])]
    return [text for part in parts if (text := _constant(part)) is not None]


def _arguments(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def _constant(node: ast.expr) -> str | None:
    """Return the text that an expression always is, None if it may be another."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            first, second = _constant(left), _constant(right)
            return None if first is None or second is None else first + second
        case ast.JoinedStr(values=values):
            parts = [_constant(value) for value in values]
            return None if None in parts else "".join(part for part in parts if part is not None)
    return None


def _failing_call(error: BaseException | None) -> list[ast.expr]:
    """Return the author's call that a library's exception comes from, such as that of ``pytest.fail``."""
    trace, own = error.__traceback__ if error is not None else None, None
    while trace is not None:
        own = trace if _is_of_an_author(trace.tb_frame) else own
        trace = trace.tb_next
    if own is None or (error is not None and is_authors(error)):
        return []
    line, column = _place(own)
    calls = _calls_of("".join(linecache.getlines(own.tb_frame.f_code.co_filename)))
    return [call for call in calls if (call.lineno, call.col_offset) == (line, column)]


def _given(error: BaseException | None, kind: type[Statement]) -> list[ast.expr]:
    """Return the texts that the failing statement gives; none if not all that it may be are of a kind and give one."""
    if error is None or not is_authors(error):
        return []
    statements = failing_statements(error)
    given = [s.msg if isinstance(s, ast.Assert) else s.exc for s in statements if isinstance(s, kind)]
    found = [node for node in given if node is not None]
    return found if len(found) == len(statements) else []


def without_explanation(text: str) -> str:
    """Return a text up to where it begins to repeat an explanation."""
    found = EXPLAINS.search(text)
    return text[: found.start()].strip() if found else text


def _own_words(text: str, written: list[ast.expr], error: BaseException | None) -> str:
    if all(_is_written(node) for node in written):
        return text
    text = without_explanation(text)
    other = error.__cause__ or error.__context__ if error is not None else None
    while other is not None:
        if isinstance(other, AssertionError) and not is_authors(other) and str(other).strip():
            text = text.split(str(other).strip(), 1)[0]
        other = other.__cause__ or other.__context__
    return text


def _is_written(node: ast.expr) -> bool:
    """Say whether a message holds nothing but what stands in the source, such as a hint of two texts."""
    parts = _arguments(node) if isinstance(node, ast.Call) else [node]
    return bool(parts) and all(_constant(part) is not None for part in parts)


def is_constant(text: str, error: BaseException | None) -> bool:
    """Say whether a text stands as it is in the statement that an author's failing check ended with."""
    words = text.split()  # pytest indents the lines of a message
    return bool(words) and any(words == constant.split() for constant in constant_texts(error))


def is_authors(error: BaseException) -> bool:
    """Say whether a statement in a file of the author's raised an error, not one in a library, Python or ours."""
    trace = error.__traceback__
    if trace is None:
        return False
    return _is_of_an_author(_last(trace).tb_frame)


def is_machinerys(error: BaseException) -> bool:
    """Say whether an error came to pass among libraries, Python and us: no line of an author's had a part in it.

    Whether pytest rewrites a module tells nothing here: it does so with plugins as well.
    """
    trace = error.__traceback__
    if trace is None:
        return False  # nobody knows
    while trace is not None:
        if not _is_of_a_library(trace.tb_frame.f_code.co_filename):
            return False
        trace = trace.tb_next
    return True


def _is_of_an_author(frame: FrameType) -> bool:
    return _is_rewritten(frame) or not _is_of_a_library(frame.f_code.co_filename)


def _is_of_a_library(path: str) -> bool:
    return path.startswith(("<", *_libraries())) or INSTALLED.search(path) is not None


@cache
def _libraries() -> tuple[str, ...]:
    places = (sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    return (*places, str(Path(__file__).parents[1]))


def failing_statements(error: BaseException | None) -> list[Statement]:
    """Return the statement that raised an error: all of its line if it cannot be told, none if it cannot be read."""
    trace = error.__traceback__ if error is not None else None
    if trace is None:
        return []
    trace = _last(trace)
    statements = _statements_of("".join(linecache.getlines(trace.tb_frame.f_code.co_filename)))
    line, column = _place(trace)
    found = [node for node in statements if node.lineno == line]
    found = found or [n for n in statements if n.lineno <= line <= (n.end_lineno or n.lineno)]
    return [node for node in found if node.col_offset == column] or found


@lru_cache(maxsize=8)
def _nodes_of(source: str) -> tuple[ast.AST, ...]:
    tree = parsed(source)
    return tuple(ast.walk(tree)) if tree is not None else ()


def _statements_of(source: str) -> list[Statement]:
    return [node for node in _nodes_of(source) if isinstance(node, Statement)]


def _calls_of(source: str) -> list[ast.Call]:
    return [node for node in _nodes_of(source) if isinstance(node, ast.Call)]


def _last(trace: TracebackType) -> TracebackType:
    while trace.tb_next is not None:
        trace = trace.tb_next
    return trace


def _is_rewritten(frame: FrameType) -> bool:
    return isinstance(getattr(frame.f_globals.get("__spec__"), "loader", None), AssertionRewritingHook)


def _place(trace: TracebackType) -> tuple[int, int | None]:
    """Return line and column of the statement that raised."""
    positions = trace.tb_frame.f_code.co_positions()
    line, _, column, _ = next(itertools.islice(positions, trace.tb_lasti // 2, None), (None,) * 4)
    return trace.tb_lineno if line is None else line, column
