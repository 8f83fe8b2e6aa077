"""What becomes of an exception that a grader's function ends with while the student's code waits for its answer.

Its text may hold what is hidden, and the student's code chose the arguments: it is told no word of it. A function that
*refuses* (an ``assert``, a ``raise``, ``array`` or ``pytest.fail`` in the grader's own file) ends its check, whatever
the student's code makes of the refusal, and so does a slip in the grader. What Python itself raises for these
arguments, such as a division by zero, is the function's way to answer: the student's code sees an exception of that
kind, as from any function, and may go on.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from examiner.codec import CodecError
from examiner.grading.assertions import failing_statements, is_authors
from examiner.grading.errors import OutOfPatience, StudentFault

MOST_ANSWER = 4000  # characters of an error that the student's code is told
ANSWERED = (
    Exception,
    OutOfPatience,
    pytest.fail.Exception,
    pytest.skip.Exception,
)  # pytest's are no subclasses of Exception
REFUSED = "the function refused this call"
# What a function may raise for arguments that it is not made for; a name of the first that fits is told.
KINDS = (
    ZeroDivisionError,
    OverflowError,
    FloatingPointError,
    ArithmeticError,
    KeyError,
    IndexError,
    AttributeError,
    TypeError,
    ValueError,
)


def call(function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    """Call a grader's function for the student's code; :func:`is_refusal` knows what it raises."""
    return function(*args, **kwargs)


def parameters_of(function: Callable[..., Any]) -> list[str] | None:
    """Return the names of what a function must be given, for code that asks; None where they do not tell all.

    What has a default is left out: the default may be hidden.
    """
    try:
        found = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return None  # of C's, which does not say
    needed = [one for one in found if one.default is one.empty]
    if any(one.kind not in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD) for one in needed):
        return None
    return [one.name for one in needed]


def is_refusal(error: BaseException | None) -> bool:
    """Say whether a grader's function raised an error while the student's code waited for its answer."""
    trace = error.__traceback__ if error is not None else None
    while trace is not None:
        if trace.tb_frame.f_code is call.__code__:
            return True
        trace = trace.tb_next
    return False


def is_slip(error: BaseException) -> bool:
    """Say whether an exception is a mistake in the grader's own code, which no argument brings about."""
    if isinstance(error, AttributeError):
        return isinstance(error.obj, ModuleType)
    return isinstance(error, NameError | ImportError | SyntaxError | pytest.skip.Exception)


def ends_the_check(error: BaseException) -> bool:
    """Say whether the exception of a grader's function ends its check, whatever the student's code does with it."""
    if isinstance(error, StudentFault | CodecError):
        return False  # a value that cannot be used, in our own words
    if isinstance(error, AssertionError | OutOfPatience | pytest.fail.Exception) or is_slip(error):
        return True
    return is_authors(error) and any(isinstance(s, ast.Raise) for s in failing_statements(error))


def told(error: BaseException) -> dict[str, Any]:
    """Return what the student's code is told in place of an answer."""
    if isinstance(error, StudentFault | CodecError):
        return {"error": f"{type(error).__name__}: {error}"[:MOST_ANSWER]}
    if ends_the_check(error):
        return {"error": REFUSED}
    kind = next((kind.__name__ for kind in KINDS if isinstance(error, kind)), "RuntimeError")
    return {"error": "the function cannot be called with these arguments", "kind": kind}
