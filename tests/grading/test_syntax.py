"""Rules on source look at what code uses, wherever it stands."""

from __future__ import annotations

import pytest

from examiner.grading.syntax import names_used


@pytest.mark.parametrize(
    "source",
    [
        "def f(x): return sorted(x)",
        "s = sorted",
        "from builtins import sorted as s",
        "import builtins as b\ndef f(x): return b.sorted(x)",
        "f = getattr(__builtins__, 'sorted')",
        "f = vars(__builtins__)['sorted']",
        "f = eval('sorted')",
        "%timeit sorted([1])",
        "sorted = sorted",
        "f = sorted\ndef sorted(x): return f(x)",
        "sorted = 1\ndel sorted\nf = sorted([1])",
        "f = lambda x, key=sorted: key(x)",
    ],
)
def test_a_forbidden_name_is_seen_under_any_alias(source: str) -> None:
    assert "sorted" in names_used(["x = 1", source, "def f(:"])


@pytest.mark.parametrize(
    "source",
    [
        "def f(values):\n    max = values[0]\n    for v in values:\n        if v > max: max = v\n    return max",
        "def f(max): return max",
        "max = 1\nfor v in [2]:\n    if v > max: max = v",
        "def max(a, b): return a if a > b else b\ndef f(x): return max(1, x)",
        "print('max')",
        "# max\n'''max'''",
    ],
)
def test_a_students_own_name_is_not_the_forbidden_one(source: str) -> None:
    assert "max" not in names_used([source])


def test_a_rule_sees_every_cell_of_the_students_before_the_check(notebook) -> None:
    student = notebook("s = sorted\ndef f(x): return s(x)")
    assert student.calls("sorted", "sort") and not student.calls("max")
