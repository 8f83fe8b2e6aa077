"""A test cell that is carried out again touches nothing, and neither its time nor its memory is without end."""

from __future__ import annotations

import random
import time
from types import SimpleNamespace

import numpy as np
import pytest

from examiner.codec import is_exact
from examiner.grading.again import Given
from examiner.grading.crosscheck import Followed, follow
from examiner.grading.plain_asserts import assert_places, bound_names, imports, is_plain, statements
from examiner.kernels.budget import Budget
from examiner.model import Limits

LIMITS = Limits(crosscheck_seconds=2, crosscheck_mib=200)
MODULES = "import numpy as np\nimport random\nimport pandas as pd\nfrom os import path"


def carried_out(source: str) -> Followed:
    """Carry out a cell that uses nothing of the student's."""
    notebook = SimpleNamespace(budget=Budget(LIMITS))
    wall = SimpleNamespace(notebook=notebook, begin_check=lambda seconds: None, over=None)
    return follow(Given(source, imports([MODULES, source])), wall)  # type: ignore[arg-type]


def test_what_holds_and_what_fails_is_told_with_its_line() -> None:
    found = carried_out("x = 1\nassert x == 1\n\nassert np.sum([x, x]) == 3\nassert x")
    assert (found.held, found.failed, found.failing, found.reached) == ({0}, 4, {1}, {0, 1})


@pytest.mark.parametrize("endless", ["while True: pass", "x = 'a' * (1 << 30)", "y = np.ones(1 << 29)"])
def test_time_and_memory_of_a_cell_have_an_end(endless: str) -> None:
    began = time.monotonic()
    found = carried_out(f"assert 1 == 1\n{endless}\nassert 1 == 2")
    assert found.held == {0} and not found.failed
    assert time.monotonic() - began < 20


def test_a_call_that_hangs_takes_no_longer_than_the_cell_may(notebook) -> None:
    wall = notebook("import time\ndef f():\n    time.sleep(60)")._wall
    wall.notebook.budget = budget = Budget(LIMITS)
    assert budget.crosscheck_call_seconds * LIMITS.wall_factor == LIMITS.crosscheck_seconds
    began = time.monotonic()
    found = follow(Given("assert 1 == 1\nassert f() == 2", {}, frozenset({"f"})), wall)
    assert found.hung and found.held == {0} and not found.failed
    assert time.monotonic() - began < 20
    assert not carried_out("assert 1 == 2").hung


def test_what_a_cell_sets_ends_with_its_process() -> None:
    np.random.seed(5)
    before = np.random.get_state()[1].copy(), random.getstate()
    found = carried_out("np.random.seed(1)\nrandom.seed(1)\nassert np.random.rand() < 1 and random.random() < 1")
    assert found.held == {0}
    assert (np.random.get_state()[1] == before[0]).all() and random.getstate() == before[1]


@pytest.mark.parametrize(
    "statement",
    [
        "np.linalg.solve = None",
        "open('x', 'w')",
        "np.load('x')",
        "pd.read_csv('x')",
        "eval(f(2))",
        "df.query(f(2))",
        "f.__globals__",
        "getattr(f, '__globals__')",
        "%matplotlib inline",
        "!ls",
        "import os",
        "from unittest.mock import patch",
        "try:\n    f()\nexcept:\n    pass",
        "with np.errstate(all='raise'):\n    f(0)",
    ],
)
def test_a_statement_that_acts_elsewhere_or_makes_code_of_values_is_not_carried_out(statement: str) -> None:
    assert not all(map(is_plain, statements(statement)))
    found = carried_out(f"{statement}\nassert 1 == 2")
    assert not found.held and not found.failed  # nothing is concluded from what follows it


def test_asserts_are_counted_where_they_are_carried_out() -> None:
    source = """
def check(x):
    assert x
def never(x):
    assert x
for x in [1, 2]:
    check(x)
with pytest.raises(ValueError):
    f(-1)
try:
    f(-2)
except ValueError:
    pass
else:
    raise AssertionError("no")
assert_allclose(f(1), 1)
"""
    assert assert_places(source) == [2, 3, 4, 5]


def test_a_cell_binds_what_its_top_and_its_globals_bind() -> None:
    source = "import a\nfrom b import c as d\nfor e in []: f = 1\ndef g():\n    global h\n    h = i = 2"
    assert bound_names(source) == {"a", "d", "e", "f", "g", "h"}
    assert bound_names(source, imports_too=False) == {"e", "f", "g", "h"}


def test_a_value_is_exact_only_if_it_arrives_as_what_it_is() -> None:
    rows = np.arange(6.0).reshape(2, 3)
    exact = [None, 1, "x", b"x", [1, (2.5, {"a": rows})], rows, np.float32(2), {1}, np.array(["a"])]
    other = [rows.T, np.ma.array([1]), np.array([{}]), {1, 2}, type("Mine", (int,), {})(1), [print], {"a": object()}]
    assert all(map(is_exact, exact)) and not any(map(is_exact, other))
    assert not is_exact([0] * 200_000)  # of so much nothing is said
