"""What a grader declares of its checks and fixtures beside points: the demands that they stand for, and time."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import pytest

F = TypeVar("F", bound=Callable[..., object])

MARK = "demands"  # pytest's mark that carries them
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def demands(*ids: str) -> pytest.MarkDecorator:
    """Say which demands of the task's table a check stands for.

    ``@demands("shape", "ties")`` under ``@points(...)``, or ``pytest.param(..., marks=demands("seed"))`` for one case.

    Parameters
    ----------
    *ids : str
        Every demand that the check's failure may stand for, by its id in the table.

    Raises
    ------
    ValueError
        If there is none, or one is no id: lower-case words with hyphens between.
    """
    wrong = [name for name in ids if not (isinstance(name, str) and ID.fullmatch(name))]
    if wrong or not ids:
        what = f"not {wrong[0]!r}" if wrong else "and there is none"
        raise ValueError(f"demands() takes ids such as 'bad-shape', {what}")
    from pytest import mark  # the whole program imports this module, and few of its commands need pytest

    return getattr(mark, MARK)(*ids)  # type: ignore[no-any-return]


def demands_of(item: pytest.Item) -> frozenset[str]:
    """Return the demands that a check stands for."""
    return frozenset(str(name) for mark in item.iter_markers(MARK) for name in mark.args)


def time_limit(seconds: float) -> Callable[[F], F]:
    """Say how many CPU seconds each call of a student's function may take in a fixture that trains once for its module.

    It stands below ``@pytest.fixture(scope="module")``, and does for the fixture what ``@points(6, seconds=20)`` does
    for a check.

    Raises
    ------
    ValueError
        If ``seconds`` is not positive.
    TypeError
        If it stands above ``@pytest.fixture``.
    """
    if not seconds > 0:
        raise ValueError(f"seconds must be positive, got {seconds!r}")

    def mark(function: F) -> F:
        if not inspect.isfunction(function):
            raise TypeError("@time_limit stands below @pytest.fixture")
        vars(function)["examiner_seconds"] = seconds
        return function

    return mark
