"""Tells an ``assert`` of a grader's, which pytest explains, from every other way to an ``AssertionError``.

pytest's explanation is for staff: it shows what a grader compared, which may be hidden. It stands in the same text as
what the author said to the student, so the traceback is asked which statement failed, not the text what it looks like.
"""

from __future__ import annotations

import ast
import itertools
import linecache
from types import FrameType, TracebackType

from _pytest.assertion.rewrite import AssertionRewritingHook  # pytest has no public name for "this is rewritten"

EXPLANATION = "\nassert "  # what pytest puts between the author's text and its own; the former's lines are indented


def is_explained(error: BaseException | None) -> bool:
    """Say whether pytest's explanation of an assertion may stand in an error's text."""
    if not isinstance(error, AssertionError):
        return False
    statements = _statements(error)
    return statements is not None and not (statements and all(isinstance(s, ast.Raise) for s in statements))


def authors_text(error: BaseException | None) -> str:
    """Return what the author gave with the assertion that failed: "" if nothing, or if it was no assertion."""
    statements = (_statements(error) if isinstance(error, AssertionError) else None) or []
    if statements and all(isinstance(s, ast.Assert) and s.msg is not None for s in statements):
        return str(error).split(EXPLANATION, 1)[0]
    return ""


def _statements(error: AssertionError) -> list[ast.Assert | ast.Raise] | None:
    """Return the statement that raised an error in code that pytest had rewritten, None if it was other code.

    All of its line if it cannot be told; none if the code cannot be read.
    """
    trace = error.__traceback__
    if trace is None:
        return []
    while trace.tb_next is not None:
        trace = trace.tb_next
    if not _is_rewritten(trace.tb_frame):
        return None
    source = "".join(linecache.getlines(trace.tb_frame.f_code.co_filename))
    line, column = _place(trace)
    nodes = ast.walk(ast.parse(source))
    found = [n for n in nodes if isinstance(n, ast.Assert | ast.Raise) and n.lineno == line]
    return [node for node in found if node.col_offset == column] or found


def _is_rewritten(frame: FrameType) -> bool:
    return isinstance(getattr(frame.f_globals.get("__spec__"), "loader", None), AssertionRewritingHook)


def _place(trace: TracebackType) -> tuple[int, int | None]:
    """Return line and column of the statement that raised."""
    positions = trace.tb_frame.f_code.co_positions()
    line, _, column, _ = next(itertools.islice(positions, trace.tb_lasti // 2, None), (None,) * 4)
    return trace.tb_lineno if line is None else line, column
