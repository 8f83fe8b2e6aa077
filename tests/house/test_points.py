"""Points are added up in one place, so that no two pages can differ on what a submission is worth."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import examiner

SOURCE = Path(examiner.__file__).parent
THE_ONE = SOURCE / "model/marks.py"
CARRIERS = {"score", "scores", "points", "max_score", "max_points", "auto_score", "manual_score", "extra_credit"}
SUMS = {"sum", "fsum", "nansum", "cumsum", "reduce", "accumulate"}


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _carries(*nodes: ast.AST) -> bool:
    """Say whether an expression reads points."""
    return any(_name(part) in CARRIERS for node in nodes for part in ast.walk(node))


def sums_of_points(source: str) -> Iterator[int]:
    """Yield the lines on which points are added to points."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=func, args=arguments) if _name(func) in SUMS:
                found = _carries(*arguments, *([func.value] if isinstance(func, ast.Attribute) else []))
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                found = _carries(left) and _carries(right)
            case ast.AugAssign(op=ast.Add(), value=value):
                found = _carries(value) and not isinstance(value, ast.List | ast.ListComp | ast.Call)
            case _:
                found = False
        if found:
            yield node.lineno


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("sum(task.score for task in tasks)", True),
        ("round(math.fsum(scores.values()), 6)", True),
        ("np.array([t.points for t in tasks]).sum()", True),
        ("functools.reduce(operator.add, points)", True),
        ("first.max_score + second.max_score", True),
        ("total += task.score or 0.0", True),
        ("add_up(task.score for task in tasks)", False),
        ("sum(len(batch.answers) for batch in batches)", False),
        ("trial.max_score - trial.score", False),
        ("found += [task for task in tasks if task.score is None]", False),
    ],
)
def test_the_check_knows_a_sum_of_points(source: str, found: bool) -> None:
    assert bool(list(sums_of_points(source))) is found


def test_points_are_added_up_in_one_place() -> None:
    assert list(sums_of_points(THE_ONE.read_text(encoding="utf-8")))
    places = [
        f"{path.relative_to(SOURCE)}:{line}"
        for path in sorted(SOURCE.rglob("*.py"))
        if path != THE_ONE
        for line in sums_of_points(path.read_text(encoding="utf-8"))
    ]
    assert places == []
