"""What stands for NumPy where it is not installed judges as NumPy does, and names it where nothing can stand for it."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examiner.audit import plain_rows, traces
from examiner.grading import as_arrays, nested
from examiner.grading.draws import Draws

WITHOUT = "import sys\nsys.modules['numpy'] = sys.modules['pandas'] = None\n"
NUMBERS = st.one_of(
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_subnormal=False),
    st.complex_numbers(max_magnitude=1e100),
    st.sampled_from([0.0, 1.0, 1 + 1e-9, 1 + 1e-7, 2**60, 2**60 + 1]),
)
# NumPy makes floats of integers beside floats, and rounds: what is nearer together than that is left out here.
NEAR = st.one_of(
    st.booleans(),
    st.integers(-(2**50), 2**50),
    st.floats(width=32, allow_subnormal=False),
    st.complex_numbers(max_magnitude=1e6),
    st.sampled_from([0.0, 1.0, 1 + 1e-10, 1 + 1e-7]),
)
patiently = settings(deadline=None)  # the first example waits for imports, and the machine may be busy
VALUES = st.recursive(
    st.one_of(NUMBERS, st.text(max_size=2), st.none()),
    lambda inside: st.one_of(st.lists(inside, max_size=3), st.tuples(inside, inside)),
    max_leaves=8,
)


@patiently
@given(VALUES)
def test_the_same_values_are_numbers_of_the_same_shape_and_kind(value: Any) -> None:
    found, known = nested.of(value), as_arrays.as_numbers(value)
    assert (found is None) == (known is None)
    if found is not None and known is not None:
        assert found.shape == known.shape and len(found.items) == known.size
        assert not found.items or found.kind in ({"u": "i"}.get(known.dtype.kind, known.dtype.kind), "i")


@patiently
@given(NEAR, NEAR, st.sampled_from([0.0, 1e-6, 0.5]), st.sampled_from([0.0, 1e-9, 2.0]), st.booleans())
def test_the_same_numbers_are_near(one: Any, other: Any, rel: float, tolerance: float, nan_ok: bool) -> None:
    verdicts = []
    for read in (nested.of, as_arrays.as_numbers):
        a, b = read([one, other]), read([other, other])
        assert a is not None and b is not None
        differ = as_arrays.apart(a, b, rel, tolerance, nan_ok=nan_ok)
        verdicts.append(differ and (differ.place, differ.wrong, differ.size))
    assert verdicts[0] == verdicts[1]


def test_long_integers_are_compared_exactly() -> None:
    assert nested.near([2**60 + 1], [2**60], rel=0, tolerance=0, nan_ok=False) == [False]


@pytest.mark.parametrize(
    "code",
    [
        "assert [1, 2.0] == approx([1, 2]) and 0.1 + 0.2 == approx(0.3) and [[1, 2]] != approx([1, 2])",
        "assert '2 個元素中有 1 個不符' in str(approx([1, 2]).difference([1, 3]))",
        "assert {'a': [1]} == approx({'a': [1]}) and {'a': None} != approx({'a': 1.0}) and [] == approx([])",
        "assert [3, None, 'a'] == exactly([3, None, 'a']) and True != exactly(1)",
        "assert number(3) == 3.0 and reaches(0.9, 0.5) and not stays_below(0.9, 0.5)",
        "assert decode(*encode({'a': [1, 2.5, (3j, b'x')]})) == {'a': [1, 2.5, (3j, b'x')]}",
    ],
)
def test_a_course_without_arrays_needs_no_numpy(code: str) -> None:
    run_without(f"from examiner import *\nfrom examiner.codec import decode, encode\n{code}")


@pytest.mark.parametrize("call", ["array([1, 2])", "forms([1, 2])"])
def test_what_needs_numpy_says_how_to_install_it(call: str) -> None:
    code = f"from examiner import array, forms\ntry: {call}\nexcept ModuleNotFoundError as e: print(e)"
    assert "pip install numpy" in run_without(code)


def test_an_array_that_arrives_where_there_is_no_numpy_is_refused_and_not_a_crash() -> None:
    code = """
from examiner.codec import MalformedValue, decode
for header in (b'["array","<f8",[1],"0000000000000000"]', b'["scalar","<f8","0000000000000000"]', b'["numpy text","a"]'):
    try: decode(header, [])
    except MalformedValue as error: print(error)
"""
    assert run_without(code).count("pip install numpy") == 3


def run_without(code: str) -> str:
    """Return what a fresh process prints that finds neither NumPy nor pandas."""
    done = subprocess.run([sys.executable, "-c", WITHOUT + code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@patiently
@given(st.lists(st.lists(st.sampled_from([0, 1, 2.5, 7, -3]), min_size=9, max_size=9), max_size=20))
def test_the_same_rows_of_hidden_numbers_tell_something(rows: list[list[float]]) -> None:
    assert [place for place, _ in plain_rows.rows_of(rows)] == [place for place, _ in traces.rows_of(rows)]


def test_a_row_is_found_again_in_other_units_and_a_count_is_none() -> None:
    row = [3, 1, 4, 1, 5, 9, 2, 6, 5]
    ((_, here),), ((_, there),) = plain_rows.rows_of([row]), plain_rows.rows_of([[2.5 * x - 7 for x in row]])
    assert here == there
    assert not list(plain_rows.rows_of(list(range(40))))


def test_a_table_is_read_without_pandas() -> None:
    assert plain_rows.table(b"name,x,y\nann,1,2.5\nben,3,4\n", ",") == [[1, 2.5], [3, 4]]
    assert plain_rows.table(b"", ",") == []


def test_a_fraction_is_a_number_and_a_number_beyond_all_floats_is_none() -> None:
    found = nested.of([Fraction(1, 4), 1])
    assert found is not None and found.items == [0.25, 1]
    assert nested.of([2**60000]) is None


def test_graders_draw_without_numpy_and_what_only_numpy_draws_names_it() -> None:
    one, other = Draws(7), Draws(7)
    for rng in (one, other):
        found = [rng.integers(3, 7), *rng.uniform(31, 36, size=2), *rng.normal(size=2), rng.choice("ab"), rng.random()]
        assert 3 <= found[0] < 7 and all(31 <= x <= 36 for x in found[1:3]) and 0 <= found[-1] < 1
        assert sorted(rng.permutation(5)) == list(range(5)) and len(rng.integers(2, size=4)) == 4
    assert one.normal(size=3) == other.normal(size=3)
    with pytest.raises(ModuleNotFoundError, match="pip install numpy"):
        one.standard_cauchy()
