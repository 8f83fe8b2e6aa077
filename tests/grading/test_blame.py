"""Whose fault an exception in a check is, with values as the wall gives them and no kernel."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.conftest import MiniCourse
from tests.grading.giving import judged_tasks

from examiner.model import Check, Limits, Outcome

HEAD = "import math\nimport numpy as np\nimport pandas as pd\nfrom examiner import approx, array, hint, points\n\n@points(5)\ndef test_a(student):\n"


def judged(mini: MiniCourse, body: str, value: Any, *, of_master: bool = False) -> Check:
    """Return the check of a grader with that body, where the student's function returns ``value``."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    grader = body if body.startswith("from") else HEAD + lines
    double, greet = judged_tasks(mini, grader, value, Limits(), of_master=of_master)
    assert greet.score == 5
    return double.checks[0]


# A value that is called, or asked for an attribute or its truth, and is nothing of the kind: no line of the grader's.
PLAIN_USE = ("expected an object with", "expected a function", "expected a single value")


@pytest.mark.parametrize(
    ("body", "value", "told"),
    [
        ("low, high = student.f()", None, "expected two values, got None: is `return` missing?"),
        ("low, high = student.f()", (1, 2, 3), "expected two values, got (1, 2, 3)"),
        ("a, b, c = student.f()", 5, "expected three values, got 5"),
        ("assert student.f()[0] == 1", None, "expected several values, such as a list, got None"),
        ("assert student.f()[0] == 1", [], "expected more elements, got []"),
        ("assert student.f()['a'] == 1", {}, "expected data with the key 'a', got {}"),
        ("key = chr(97)\nassert student.f()[key] == 1", {}, "expected data with every key that is needed, got {}"),
        ("assert student.f().year == 1", "2024", "expected an object with 'year', got '2024'"),
        ("assert len(student.f()) == 1", 5, "expected several values, such as a list, got 5"),
        ("assert max(student.f()) == 1", [], "expected at least one element, got []"),
        ("assert math.sqrt(student.f()) == 1", "4", "expected a number, got '4'"),
        ("assert range(student.f())[0] == 0", 7.0, "expected an integer, got 7.0"),
        ("assert int(student.f()) == 1", "seven", "expected a number, got 'seven'"),
        ("assert student.f()() == 1", 6, "expected a function, got 6"),
        ("assert student.f()(1) == 1", np.zeros((1, 1)), "expected a function, got array("),
        ("assert student.f() == 6", np.array([6, 6]), "expected a single value, got array([6, 6], dtype=int64)"),
        ("assert np.allclose(student.f(), [1, 2])", np.ones(3), "expected data of another shape"),
        ("assert np.allclose(student.f(), [1, 2])", [[1], [1, 2]], "expected data of another shape"),
        ("assert sorted(student.f()) == [1]", [1, None], "expected a value of another kind, got [1, None]"),
        ("for item in student.f():\n    last = item\nassert last == 1", [], "expected at least one element, got []"),
        ("assert abs(student.f() - 1) < 1", pd.NaT, ""),
        ("assert student.f() < 1", pd.NA, ""),
        ("assert student.f() - 1 < 2", datetime.date(2024, 1, 1), "expected a value of another kind"),
        ("assert student.f().sum() == 1", pd.DataFrame({"a": ["x"]}), ""),
        ("assert (student.f() * 2).high == 1", [], "an object with 'high', got []"),
        ("assert student.f().shape == (2,)", [1, 2], "expected an object with 'shape', got [1, 2]"),
        ("assert student.f()[0][1] == 1", [5], "expected several values, such as a list, got [5]"),
        ("assert next(iter(student.f())) == 1", [], ""),
        ("assert np.linalg.inv(student.f())[0, 0] == 1", [[0]], ""),
        ("assert np.zeros(student.f()).sum() == 0", -1, ""),
        ("assert {student.f(): 1}[3] == 1", [3], ""),
        ("def down(n):\n    return down(n - 1) if n else 0\nassert down(student.f()) == 0", -1, ""),
        ("assert 1 / student.f() == 1", 0, ""),
        ("assert f'{student.f():.2f}' == '1.00'", None, "got None: is `return` missing?"),
        ("assert sum(student.f()) == 3", [["a"]], ""),
        ("assert np.mean(student.f()) == 1", {}, ""),
        ("import json\nassert json.loads(student.f())", "{", "expected a value of another kind, got '{'"),
        ("import ast\nassert ast.parse(student.f())", "def", "expected a value of another kind, got 'def'"),
        ("assert open(student.f())", "/nowhere", "expected a value of another kind, got '/nowhere'"),
        ("if student.f() != 1:\n    raise ValueError('wrong')", 2, "expected a value of another kind, got 2"),
        ("assert student.f() == 1, hint(f'{student.f():d}')", "x", "expected a value of another kind, got 'x'"),
        ("assert student.f() == [1, 4]", np.zeros((0, 3)), "expected data of another shape"),
    ],
)
def test_a_value_of_the_wrong_kind_fails_its_check_and_says_what_came(
    mini: MiniCourse, body: str, value: Any, told: str
) -> None:
    check = judged(mini, body, value)
    assert (check.outcome, check.points) == (Outcome.FAILED, 0)
    if told:
        assert told in str(check.message), check.message
        assert not (told.startswith(PLAIN_USE) and check.grader_line)
        assert check.grader_line.startswith("test_double.py:" if check.grader_line else "")


def test_staff_read_which_line_of_the_grader_raised(mini: MiniCourse) -> None:
    check = judged(mini, "wanted = 7\nless = student.f() - wanted", [1])
    assert check.grader_line == "test_double.py:9: less = student.f() - wanted"
    assert "unsupported operand" in check.detail and "7" not in str(check.message)


@pytest.mark.parametrize(
    ("body", "value", "named"),
    [
        ("student.f() - 1", None, True),
        ("student.f() - 1", "x", True),
        ("student.f() - 1", [1], False),
        ("student.f() - 1", (1,), False),
        ("student.f() + [1]", (1,), False),
        ("student.f() + [1]", None, True),
        ("student.f()[0]", 5, True),
        ("student.f()[0]", {1}, False),
        ("student.f()[0]", np.float64(5), False),
        ("student.f()['b']", {"a": 1}, True),
        ("{'a': 1}[student.f()]", "b", False),
        ("[1][student.f()]", 3, False),
        ("low, high = student.f()", np.ones(3), True),
        ("low, high = student.f()", pd.Series([1]), False),
        ("float(student.f())", "x", True),
        ("float(student.f())", [1], False),
        ("len(student.f())", 5, True),
        ("np.ones((2, 3)) @ student.f()", np.ones(2), False),
        ("student.f()\nint('x')", [1], False),
        ("assert student.f() == [1, 4]", np.zeros((0, 3)), True),
        ("assert [1, 4] != student.f()", np.ones(3), True),
        ("assert student.f() == [[1, 4]]", [np.ones(3)], True),
        ("assert list(pd.Series([1, 4]) == student.f())", np.ones(3), True),
        ("assert sum(student.f() - np.ones(2)) == 0", np.ones(3), False),
        ("assert all(np.ones(2) < student.f())", np.ones(3), False),
    ],
)
def test_a_line_counts_for_staff_unless_the_value_is_named_as_the_cause(
    mini: MiniCourse, body: str, value: Any, named: bool
) -> None:
    check = judged(mini, body, value)
    assert (check.outcome, check.grader_line == "") == (Outcome.FAILED, named)


def test_where_a_module_says_so_an_answer_that_it_raises_for_is_wrong_and_no_more(mini: MiniCourse) -> None:
    module = "from examiner import points\nERRORS_ARE_WRONG = True\n\n@points(5)\ndef test_a(student):\n    "
    check = judged(mini, module + "assert student.f() - 1 == 2", [1])
    assert (check.outcome, check.grader_line) == (Outcome.FAILED, "")
    assert judged(mini, module + "assert student.f() and 1 / 0", [1], of_master=True).outcome is Outcome.FAULT
    assert judged(mini, module + "assert missing(student.f())", [1]).outcome is Outcome.FAULT


@pytest.mark.parametrize(
    "body",
    [
        "student.f()\nassert undefined == 1",
        "student.f()\nassert math.sqroot(4) == 2",
        "student.f()\nimport nonesuch_module",
        "student.f()\nopen('x', 'w', opener=lambda *_: 1 / 0) if False else (_ for _ in ()).throw(OSError(28, 'full'))",
        "1 / 0",
        "[][0]",
    ],
)
def test_what_no_value_of_a_students_can_cause_is_the_graders_fault(mini: MiniCourse, body: str) -> None:
    check = judged(mini, body, None)
    assert (check.outcome, check.grader_line) == (Outcome.FAULT, "")


def test_on_the_master_every_exception_is_the_graders_fault(mini: MiniCourse) -> None:
    assert judged(mini, "low, high = student.f()", None, of_master=True).outcome is Outcome.FAULT


def test_an_error_of_our_own_is_a_fault_whatever_value_came_before(mini: MiniCourse) -> None:
    body = "student.f()\nfrom examiner.kernels.errors import ForkServerError\nraise ForkServerError('lost')"
    assert judged(mini, body, 1).outcome is Outcome.FAULT


def test_values_in_a_check_of_hypothesis_are_judged_alike(mini: MiniCourse) -> None:
    grader = (
        "from examiner import points\nfrom hypothesis import given, strategies as st\n\n"
        "@points(5)\n@given(number=st.integers())\ndef test_a(student, number):\n    low, high = student.f(number)\n"
    )
    check = judged(mini, grader, None)
    assert (check.outcome, check.grader_line) == (Outcome.FAILED, "")
    assert "expected two values, got None" in str(check.message)


def test_what_was_printed_in_another_form_is_no_fault(mini: MiniCourse) -> None:
    check = judged(mini, "assert student.stdout.splitlines()[0] == 'a'", None)
    assert check.outcome is Outcome.FAILED and "printed or drawn" in str(check.message)
    check = judged(mini, "assert student.figures[0]", None)
    assert check.outcome is Outcome.FAILED
