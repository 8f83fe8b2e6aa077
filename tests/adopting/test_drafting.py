"""What is made of the asserts of a grade cell, as text."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.adopting.masters import body, drafted, hidden, text

F = "def f(x):\n    return 2 * x\nxs = [1, 2]"


def test_each_assert_is_a_check_with_its_share_titled_and_with_its_message_as_a_hint() -> None:
    tests = "# Small numbers\nassert f(1) == 2, 'twice / zweimal'\n" + hidden("assert f(-1)==-2, 'of what is negative'")
    assert (
        text(F, tests, points=3)
        == '''"""Task 1"""

from examiner import hint, points

# As in the notebook's own cell: an answer for which a check raises is a wrong one, whatever it returned.
ERRORS_ARE_WRONG = True


@points(1.5)
def test_f_1(student):
    """f：第 1 項 / f: test 1"""
    # Small numbers
    assert student.f(1) == 2, hint("twice / zweimal", "twice / zweimal")


@points(1.5)
def test_f_2(student):
    """f：隱藏測試 1 / f: hidden test 1"""
    assert student.f(-1) == -2, hint("of what is negative")
'''
    )


@pytest.mark.parametrize(
    ("test", "wanted"),
    [
        ("assert xs == [1, 2]", "assert student.xs == [1, 2]"),
        ("assert [f(x) for x in range(3)] == [0, 2, 4]", "assert [student.f(x) for x in range(3)] == [0, 2, 4]"),
        ("assert [x for x in xs] == [1, 2]", "assert [x for x in student.xs] == [1, 2]"),
        ("assert list(map(lambda f: f, xs)) == xs", "assert list(map(lambda f: f, student.xs)) == student.xs"),
        ("y = f(3)\nprint(y)\nassert y == 6", "y = student.f(3)\nassert y == 6"),
        ("z = 5\ny = f(3)\nassert y == 6", "y = student.f(3)\nassert y == 6"),
        ("xs.append(3)\nassert len(xs) == 3", "xs = student.xs\nxs.append(3)\nassert len(xs) == 3"),
        ("xs[0] = f(2)\nassert xs[0] == 4", "xs = student.xs\nxs[0] = student.f(2)\nassert xs[0] == 4"),
        ("for x, y in [(1, 2)]:\n    assert f(x) == y", "for x, y in [(1, 2)]:\n    assert student.f(x) == y"),
        ("assert 'sort' in dir(xs)", 'assert hasattr(student.xs, "sort")'),
        ("assert isinstance(xs, list)", "assert isinstance(student.xs, list)"),
        ("assert np.allclose(f(1.5), 3)", "assert np.allclose(student.f(1.5), 3)"),
        (
            "np.testing.assert_allclose(f(1.5), 3, err_msg='no')",
            'np.testing.assert_allclose(student.f(1.5), 3, err_msg=hint("no"))',
        ),
        ("from nose.tools import assert_equal\nassert_equal(f(1), 2, 'no')", 'assert student.f(1) == 2, hint("no")'),
        ("from nose.tools import *\nassert_true(f(1) > 1)", "assert student.f(1) > 1"),
        (
            "import unittest\ncase = unittest.TestCase()\ncase.assertAlmostEqual(f(1), 2)",
            "assert round(student.f(1) - 2, 7) == 0",
        ),
        (
            "import unittest\ncase = unittest.TestCase()\ncase.assertAlmostEqual(f(1), 2, delta=0.1)",
            "assert abs(student.f(1) - 2) <= 0.1",
        ),
        ("import unittest\nunittest.TestCase().assertIn(f(1), (2, 3))", "assert student.f(1) in (2, 3)"),
        (
            "import pytest\nwith pytest.raises(TypeError):\n    f(None)",
            "with raises(TypeError, message=False):\n    student.f(None)",
        ),
        (
            "try:\n    f(None)\nexcept TypeError:\n    pass\nelse:\n    raise AssertionError('no')",
            "with raises(TypeError, message=False):\n    student.f(None)",
        ),
        (
            "try:\n    f(None)\n    assert False, 'no'\nexcept TypeError:\n    print('ok')",
            "with raises(TypeError, message=False):\n    student.f(None)",
        ),
        ("try:\n    xs\nexcept NameError:\n    raise AssertionError('no')", "student.xs"),
        (
            "np.random.seed(3)\nx = np.random.rand()\nassert f(x) == 2 * x",
            "np.random.seed(3)\nstudent.seed(3)\nx = np.random.rand()\nassert student.f(x) == 2 * x",
        ),
        (
            "x = np.random.randn(2, 3)\nassert (f(x) == 2 * x).all()",
            "x = rng.standard_normal((2, 3))\nassert (student.f(x) == 2 * x).all()",
        ),
        (
            "import random\nx = random.random()\nassert f(x) == 2 * x",
            'random.seed(seeds("inputs"))\nx = random.random()\nassert student.f(x) == 2 * x',
        ),
    ],
)
def test_an_assert_keeps_its_meaning(test: str, wanted: str) -> None:
    (module,) = drafted(F, test)
    assert module.by_hand == ()
    assert body(text(F, test)) == wanted


def test_functions_that_need_nothing_of_the_notebook_stand_in_the_module() -> None:
    tests = (
        "def twice(x):\n    '''Two of it.'''\n    return np.add(x, x)\nassert f(3) == twice(3)\nassert f(4) == twice(4)"
    )
    grader = text(F, tests)
    assert '\n\ndef twice(x):\n    """Two of it."""\n    return np.add(x, x)\n\n\n@points(2)' in grader
    assert grader.count("def twice") == 1 and "import numpy as np\nfrom examiner import points\n" in grader


def test_no_two_checks_have_one_name() -> None:
    (module,) = drafted(F + "\nf_1 = 3", "assert f(1) == 2\nassert f_1 == 3\nassert f(2) == 4")
    assert [name for name, _ in module.named()] == ["test_f_1", "test_f_1_", "test_f_2"]


def test_to_use_a_module_is_not_to_change_it() -> None:
    tests = "np.set_printoptions(precision=3)\nassert np.allclose(f(1), 2)"
    assert body(text("np.random.seed(1)\n" + F, tests)) == "assert np.allclose(student.f(1), 2)"


def test_a_function_that_students_are_given_is_the_graders_own() -> None:
    given = (
        "import numpy as np\ndef close(x, y):\n    return np.allclose(x, y)\ndef agree(x, y):\n    assert close(x, y)"
    )
    grader = text(F, "agree(f(1), 2)\nassert close(f(2), 4)", given=given)
    assert "student.close" not in grader and grader.count("def close(x, y):") == 1
    assert "agree(student.f(1), 2)" in grader and "assert close(student.f(2), 4)" in grader


def test_what_several_checks_begin_with_is_written_once() -> None:
    tests = "a = 1\nb = 2\ny = f(a + b)\nassert y == 6\nz = y + a\nassert z == 7\nassert f(0) == 0"
    grader = text(F, tests, points=3)
    assert "def prepare_f(student):\n    a = 1\n    b = 2\n    y = student.f(a + b)\n    return a, y\n" in grader
    assert body(grader).endswith(
        "a, y = prepare_f(student)\nassert y == 6\na, y = prepare_f(student)\nz = y + a\nassert z == 7\n"
        "assert student.f(0) == 0"
    )


def test_a_function_that_uses_the_students_stands_in_its_check() -> None:
    tests = "def holds(x):\n    assert f(x) == 2 * x\nholds(3)"
    assert body(text(F, tests)) == "def holds(x):\n    assert student.f(x) == 2 * x\nholds(3)"


def test_what_an_earlier_grade_cell_has_hidden_is_known_to_a_later_one() -> None:
    assert body(text(F, hidden("best = 7\nassert f(1) == 2"), "assert f(3.5) == best")) == (
        "best = 7\nassert student.f(3.5) == best"
    )


@pytest.mark.parametrize(
    ("test", "reason"),
    [
        ("assert f(1) == 2\n)", "cannot be read as Python"),
        ("x = 1", "no assert"),
        ("del f\nassert xs == [1, 2]", "deletes f"),
        ("import sys\nassert id(np) == id(np)", "asks nothing of the student's"),
        ("ys = [1]\nf(ys)\nassert ys == [1]", "student.unchanged"),
        ("assert f(xs) is not xs", "which object"),
        ("import time\nt = time.time()\nf(1)\nassert time.time() - t < 1", "measures time"),
        ("from nowhere_at_all import g\nassert g(f(1))", "not installed here"),
        ("assert g(f(1))", "no cell before it binds g"),
        ("import io\nsys.stdout = io.StringIO()\nf(1)\nassert sys.stdout.getvalue() == ''", "student.stdout"),
        ("assert eval('f(1)') == 2", "no syntax shows"),
        ("def g():\n    global xs\n    xs = []\n    return xs\nassert g() == f([])", "within a function"),
    ],
)
def test_what_no_check_is_made_of_says_why_and_stands_in_the_draft(test: str, reason: str) -> None:
    (module,) = drafted(F, "assert f(1) == 2\n" + test)
    assert not module.whole or reason == "no assert"
    if not module.whole:
        assert reason in " ".join(one.reason for one in module.by_hand)
        assert all(f"line {one.line}: " in text(F, "assert f(1) == 2\n" + test) for one in module.by_hand)


def test_a_cell_without_asserts_needs_a_hand() -> None:
    (module,) = drafted(F, "x = f(1)")
    assert [one.reason.startswith("it holds no assert") for one in module.by_hand] == [True]


def test_magics_are_left_out() -> None:
    assert body(text(F, "%matplotlib inline\n!ls\nassert f(1) == 2")) == "assert student.f(1) == 2"
    assert body(text(F, "%%time\nassert f(1) == 2")) == "assert student.f(1) == 2"


LONG = (
    "values = [{}]\nassert f(values) == values + values, 'a message that is long enough for a line of its own, nearly'"
)


@pytest.mark.parametrize(
    "test",
    [
        LONG.format(", ".join(map(repr, ["a word"] * 30))),
        "if f(1) == 2:\n    for i in range(3):\n        assert f(i) == 2 * i\nelif xs:\n    assert xs\nelse:\n    raise AssertionError('no')",
        "class Box:\n    '''A box.'''\n    size = 3\n    def __init__(self, x: int=3):\n        self.x = x\nassert f(Box(1).x) == 2",
        "def holds(x):\n    assert f(x) == 2 * x\nholds(3)\nx = 3\ndef g():\n    return f(x)\nassert g() == 6",
        "x = 1e-5\ny = x**2 + np.pi**-2 + f(x)**2 + 2**f(x)\nassert abs(y) < 10\nassert f(y)**2 < 1000",
        "import math, os.path as p, re\nfrom os import getcwd as cwd\nassert f(math.pi) > 6 and p and cwd and re",
    ],
)
def test_graders_are_written_as_the_formatter_leaves_them(test: str) -> None:
    grader = text(F, test)
    command = [sys.executable, "-m", "ruff", "format", "--line-length", "120", "--stdin-filename", "a.py", "-"]
    done = subprocess.run(command, input=grader, capture_output=True, text=True, check=True)
    assert done.stdout == grader
