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


def stands_in_source(error: BaseException | None) -> bool:
    """Say whether what the author said stands in the grader's source as it is, with no value put in."""
    given = _given(error, ast.Assert) + _given(error, ast.Raise)
    return bool(given) and all(_is_literal(node) for node in given)


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
    if all(_is_literal(node) for node in written):
        return text
    text = without_explanation(text)
    other = error.__cause__ or error.__context__ if error is not None else None
    while other is not None:
        if isinstance(other, AssertionError) and not is_authors(other) and str(other).strip():
            text = text.split(str(other).strip(), 1)[0]
        other = other.__cause__ or other.__context__
    return text


def _is_literal(node: ast.expr) -> bool:
    """Say whether a text stands in the source as it is."""
    if isinstance(node, ast.Call):
        values = [*node.args, *(k.value for k in node.keywords)]
        return isinstance(node.func, ast.Name) and bool(values) and all(_is_literal(value) for value in values)
    if isinstance(node, ast.BinOp):
        return _is_literal(node.left) and _is_literal(node.right)
    return isinstance(node, ast.Constant)


def is_authors(error: BaseException) -> bool:
    """Say whether a statement in a file of the author's raised an error, not one in a library, Python or ours."""
    trace = error.__traceback__
    if trace is None:
        return False
    frame = _last(trace).tb_frame
    path = frame.f_code.co_filename
    return _is_rewritten(frame) or not (path.startswith(("<", *_libraries())) or INSTALLED.search(path))


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
def _statements_of(source: str) -> tuple[Statement, ...]:
    try:
        return tuple(node for node in ast.walk(ast.parse(source)) if isinstance(node, Statement))
    except (SyntaxError, ValueError):
        return ()


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
