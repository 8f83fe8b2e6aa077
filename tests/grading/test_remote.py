"""Objects of the student's: what they are asked, and what they never decide."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

from examiner import approx
from examiner.grading.author import describe
from examiner.grading.errors import NotPlainData, StudentError, StudentFault
from examiner.grading.remote import Remote
from examiner.grading.student import Student

Maker = Callable[[str], Student]

YES = """
told = []

class Yes:
    def agree(self, other=None):
        told.append(other)
        return True
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = agree
    def same(self, *others):
        told.extend(others)
        return self
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __pow__ = __rpow__ = __mod__ = same
    __truediv__ = __rtruediv__ = __matmul__ = __rmatmul__ = __and__ = __rand__ = __divmod__ = same
    __hash__ = lambda self: hash(9)
    __float__ = lambda self: 0.0
    __abs__ = lambda self: 0.0
    __round__ = lambda self, n=None: 0
    def __getattr__(self, name): return lambda *a, **k: 0.0

def f(x=0): return Yes()
"""


@pytest.mark.parametrize(
    "passes",
    [
        lambda v: v == 9,
        lambda v: 9 == v,  # noqa: SIM300 - the other way round is another method
        lambda v: v == approx(9.0),
        lambda v: approx(9.0) == v,
        lambda v: v == [9],
        lambda v: v == np.array([9]),
        lambda v: np.array([9]) == v,
        lambda v: np.float64(9) == v,
        lambda v: bool((pd.Series([9]) == v).all()),
        lambda v: v != 9,
        lambda v: v < 9 or v >= 9,
        lambda v: 9 > v,  # noqa: SIM300 - the other way round is another method
        lambda v: [9] == [v],  # noqa: SIM300 - the other way round is another method
        lambda v: {"a": 9} == {"a": v},  # noqa: SIM300 - the other way round is another method
        lambda v: v in [9],
        lambda v: v in {9},
        lambda v: 9 in v,
        lambda v: 9 in [v],
        lambda v: abs(v - 9) < 1e-6,
        lambda v: abs(9 - v) < 1e-6,
        lambda v: (v - np.array([9.0])).max() < 1e-6,
        lambda v: np.abs(np.array([9.0]) - v).max() < 1e-6,
        lambda v: round(v - 9, 6) == 0,
        lambda v: (v - 9) ** 2 < 1e-6,
        lambda v: v % 2 == 1,
        lambda v: math.isclose(v, 9),
        lambda v: bool(np.isclose(v, 9)),
        lambda v: bool(np.allclose(v, 9)),
        lambda v: divmod(v, 9),
        lambda v: sum([v, 9]),
        lambda v: min(v, 9),
        lambda v: v + "a",
        lambda v: v @ np.eye(2),
    ],
)
def test_an_object_that_agrees_with_everything_passes_no_comparison_with_data(
    notebook: Maker, passes: Callable[[Any], Any]
) -> None:
    student = notebook(YES)
    value = student.f()
    try:
        verdict = passes(value)
    except (StudentFault, TypeError):
        verdict = False
    assert verdict is False
    assert student.told == []  # it was not shown what it is compared with


def test_an_object_is_converted_by_its_own_methods_to_exact_types(notebook: Maker) -> None:
    student = notebook(
        "class Text(str):\n    __eq__ = lambda s, o: True\n    __hash__ = None\n"
        "class V:\n"
        "    def __str__(self): return Text('V!')\n    def __repr__(self): return 'V()'\n"
        "    def __float__(self): return 2.5\n    def __int__(self): return 2\n    def __index__(self): return 1\n"
        "    def __complex__(self): return 1j\n    def __bool__(self): return False\n    def __len__(self): return 7\n"
        "    def __hash__(self): return 5\n    def __round__(self, n=None): return n\n"
        "    def __format__(self, form): return '<' + form + '>'\n"
        "v = V()"
    )
    v = student.v
    assert str(v) == "V!" and type(str(v)) is str and str(v) != "W" and repr(v) == "V()"
    assert (float(v), int(v), complex(v), len(v), hash(v)) == (2.5, 2, 1j, 7, 5)
    assert not v and [10, 20][v] == 20 and round(v, 3) == 3 and f"{v:.2f}" == "<.2f>"
    assert describe(v) == "<__main__.V in the student's kernel>"


def test_a_list_of_objects_that_cannot_be_shown_is_a_wrong_answer_like_any_other(notebook: Maker) -> None:
    student = notebook("class V:\n    def __repr__(self): raise SystemExit('no')\ndef f(): return [V(), V()]")
    assert student.f() != approx([3.0, 3.0])
    assert describe(student.f()) == "a list that cannot be shown"


def test_a_conversion_to_something_else_fails_the_check(notebook: Maker) -> None:
    student = notebook(
        "import builtins\nclass V:\n    def __len__(self): return 10**12\n    def __bool__(self): return 3\nv = V()"
    )
    for use in (bool, len, list, float):
        with pytest.raises(StudentFault):
            use(student.v)


VECTOR = """
import functools

@functools.total_ordering
class V:
    def __init__(self, x): self.x = x
    def __add__(self, o): return V(self.x + o.x)
    def __sub__(self, o): return V(self.x - o.x)
    def __mul__(self, k): return V(self.x * k)
    __rmul__ = __mul__
    def __matmul__(self, o): return self.x * o.x
    def __eq__(self, o): return isinstance(o, V) and self.x == o.x
    def __lt__(self, o): return self.x < o.x
    def __neg__(self): return V(-self.x)
    def __abs__(self): return abs(self.x)
    def __hash__(self): return hash(self.x)
    def __contains__(self, k): return k == self.x

class Interval:
    def __contains__(self, x): return 0 <= x <= 5

v, w, i = V(1), V(2), Interval()
"""


OF_TWO: list[Callable[[Any], Any]] = [
    lambda s: s.f(1) == s.f(2),
    lambda s: [s.f(1)] == [s.f(2)],
    lambda s: {"a": (s.f(1), 1)} == {"a": (s.f(2), 1)},
    lambda s: s.both() == s.both(),
    lambda s: s.f(1) != s.f(2),
    lambda s: s.f(1) <= s.f(2),
    lambda s: s.f(1) in [s.f(2)],
    lambda s: s.f(1) in s.f(2),
    lambda s: s.both().count(s.f()) == 2,
    lambda s: sorted(s.both()) and True,
    lambda s: max(s.f(1), s.f(2)) is not None,
    lambda s: abs(s.f(1) - s.f(2)) < 1e-6,
    lambda s: abs(sum(s.both()[1:], s.f())) == 0.0,
]


@pytest.mark.parametrize("passes", OF_TWO)
def test_two_objects_that_agree_pass_no_comparison_where_the_master_has_data(
    notebook: Maker, passes: Callable[[Any], Any]
) -> None:
    student = notebook(f"{YES}\ndef both(): return [Yes(), Yes()]")
    try:
        verdict = passes(student)
    except (StudentFault, TypeError):
        verdict = False
    assert verdict is False
    student._wall._mixing = None
    assert passes(student)  # as where the master has such objects too


def test_operators_between_two_objects_are_the_students_where_the_master_has_two(notebook: Maker) -> None:
    student = notebook(VECTOR)
    student._wall._mixing = None
    v, w = student.v, student.w
    assert (v + w).x == 3 and (v - w).x == -1 and v @ w == 2 and (-w).x == -2 and abs(-w) == 2
    assert v == student.V(1) and v != w and v < w and w >= v and not v > w and v is not student.V(1)
    assert sorted([w, v])[0].x == 1 and max(v, w).x == 2
    assert len({v, student.V(1), w}) == 2 and v in [w, student.V(1)]
    with pytest.raises(StudentError, match="TypeError"):
        operator.lshift(v, w)


def test_data_reaches_an_object_by_an_operator_only_where_the_masters_does(notebook: Maker) -> None:
    student = notebook(VECTOR)
    wall = student._wall
    tried = {
        "mul": [lambda: student.v * 2, lambda: 2 * student.v],
        "in": [lambda: 3 in student.i],
    }
    for uses in tried.values():
        for use in uses:
            wall.begin_check(name="test_f::test_it")
            with pytest.raises(NotPlainData, match="expected data"):
                use()
    assert wall.mixed == {("test_f::test_it", "mul"), ("test_f::test_it", "in")}
    wall._mixing = frozenset(wall.mixed)
    assert [use().x for use in tried["mul"]] == [2, 2] and 3 in student.i and 6 not in student.i
    with pytest.raises(NotPlainData):
        student.v + 2
    wall.begin_check(name="test_f::test_other")
    with pytest.raises(NotPlainData):
        student.v * 2
    wall._mixing = None
    assert (student.v * 3).x == 3
    with pytest.raises(NotPlainData):  # never, whatever the master does
        student.v == 1  # noqa: B015 - comparing is the point


ITERABLES = """
import itertools
class Own:
    def __iter__(self): return iter([1, 2])
class Old:
    def __getitem__(self, i): return [5, 6][i]
class Counted(Own):
    def __len__(self): return 1
def count():
    yield from itertools.count()
def fails():
    yield 1
    yield 2
    raise ValueError('third')
def slow():
    import time
    for i in range(4):
        until = time.process_time() + 0.3
        while time.process_time() < until: pass
        yield i
def gen(n): yield from range(n)
m, z, own, old, counted, keys = map(str, [1, 2]), zip([1], [2]), Own(), Old(), Counted(), {'a': 1}.keys()
def rest(g): return list(g)
"""


def test_whatever_can_be_iterated_over_becomes_a_list(notebook: Maker) -> None:
    student = notebook(ITERABLES)
    assert list(student.m) == ["1", "2"] and list(student.m) == []
    assert list(student.z) == [(1, 2)] and list(student.own) == [1, 2] == list(student.own)
    assert list(student.old) == [5, 6] and list(student.counted) == [1, 2] and set(student.keys) == {"a"}
    assert list(student.gen(3000)) == list(range(3000)) and sum(student.gen(5)) == 10
    assert "a" in student.keys and "b" not in student.keys and 2 in student.own and 3 in student.gen(4)
    first, second = student.own
    assert (first, second) == (1, 2)
    with pytest.raises(StudentError, match="not iterable"):
        list(student.Own)


def test_an_iterator_goes_on_where_it_was_left(notebook: Maker) -> None:
    student = notebook(ITERABLES)
    g = student.count()
    assert [next(g), next(g)] == [0, 1]
    for x in g:
        if x == 9:
            break
    assert next(g) == 10
    assert student.rest(student.gen(3)) == [0, 1, 2]
    short = student.gen(2)
    next(short)
    assert student.rest(short) == [1]  # nothing was taken before it was asked for
    assert [next(student.gen(0), "end"), *zip("ab", student.count(), strict=False)] == ["end", ("a", 0), ("b", 1)]


def test_an_error_in_an_iterator_comes_after_the_items_before_it(notebook: Maker) -> None:
    student = notebook(ITERABLES)
    seen = []
    with pytest.raises(StudentError, match="third") as caught:
        for x in student.fails():
            seen.append(x)
    assert seen == [1, 2] and "raise ValueError('third')" in caught.value.traceback
    assert "asked.py" not in caught.value.traceback


def test_an_iterator_has_a_bound_in_items_and_each_reply_one_in_time(notebook: Maker) -> None:
    student = notebook(ITERABLES)
    with pytest.raises(NotPlainData, match="more than 100,000 items"):
        list(student.count())
    assert list(student.slow()) == [0, 1, 2, 3]  # more than one call may take, all together


def test_attributes_and_items_of_an_object_can_be_set(notebook: Maker) -> None:
    student = notebook(
        "class V:\n    x = 1\n    def __init__(self): self.d = {}\n"
        "    def __setitem__(self, k, v): self.d[k] = v\n    def __getitem__(self, k): return self.d[k]\n"
        "    def __delitem__(self, k): del self.d[k]\nv = V()"
    )
    v = student.v
    v.x = 5
    v["a"] = [1]
    assert v.x == 5 and v["a"] == [1]
    del v.x, v["a"]
    assert v.x == 1
    with pytest.raises(StudentError, match="KeyError"):
        v["a"]
    with pytest.raises(AttributeError):
        v.__class__ = int


def test_a_context_manager_cannot_excuse_a_failed_assertion(notebook: Maker) -> None:
    student = notebook(
        "log = []\nclass V:\n    def __enter__(self): return 7\n"
        "    def __exit__(self, kind, error, tb): log.append((kind.__name__ if kind else None, str(error))); return True\n"
        "v = V()\ndef f(): raise ValueError('mine')"
    )
    with student.v as x:
        assert x == 7
    with pytest.raises(AssertionError, match="hidden"), student.v:
        raise AssertionError("hidden 42")
    with pytest.raises(StudentError), student.v:
        student.f()
    assert student.log[0] == (None, "None") and [kind for kind, _ in student.log[1:]] == ["RuntimeError"] * 2
    assert "42" not in str(student.log)


def test_classes_of_the_students_can_be_asked_about(notebook: Maker) -> None:
    student = notebook("class A: pass\nclass B(A): pass\nclass C: pass\nb = B()")
    assert isinstance(student.b, student.A) and isinstance(student.b, student.B)
    assert not isinstance(student.b, student.C) and not isinstance(3, student.A)
    assert issubclass(student.B, student.A) and not issubclass(student.C, student.A) and not issubclass(int, student.A)
    assert isinstance(student.b, Remote) and not isinstance(student.b, int)


def test_the_value_of_an_async_function_is_waited_for(notebook: Maker) -> None:
    student = notebook(
        "import asyncio\n"
        "async def f(x):\n    await asyncio.sleep(0)\n    return sum(await asyncio.gather(g(x), g(1)))\n"
        "async def g(x): return x\n"
        "async def fails(): raise ValueError('late')\n"
        "async def back(h): return h(4)\n"
        "async def endless():\n    while True: await asyncio.sleep(0)"
    )
    assert student.f(2) == 3 and student.f(3) == 4
    assert student.back(lambda x: x + 1) == 5
    with pytest.raises(StudentError, match="late"):
        student.fails()
    with pytest.raises(StudentFault, match="CPU"):
        student.endless()


def test_arrays_of_pandas_never_reach_a_comparison(notebook: Maker) -> None:
    student = notebook(
        "import pandas as pd, numpy as np\ndef f(x=0): return pd.array([0])\ndef g(): return {'a': [pd.array([0])]}\n"
        "def h(k): return k(pd.array([0]))\nnone = pd.Series([None], dtype='Int64')"
    )
    assert type(student.f()) is np.ndarray and not bool(student.f() == 9) and student.f()[0] != 9
    assert student.g() != {"a": [9]} and student.f() != approx(9) and (abs(student.f() - 1) < 1e-6).tolist() == [False]
    assert student.h(lambda value: type(value) is np.ndarray) is True
    assert not (student.none == [9]).all()


def test_arguments_of_every_kind_can_be_held_to_be_unchanged(notebook: Maker) -> None:
    student = notebook("def f(*args): return 1")
    nullable = pd.Series([1, None], dtype="Int64")
    text = pd.Series(["a", None], dtype="string")
    assert student.unchanged(student.f, nullable, text, Decimal("1.50"), Fraction(1, 3), (1, [2])) == 1
    assert student.unchanged(student.f, pd.DataFrame({"a": nullable, "b": text})) == 1
