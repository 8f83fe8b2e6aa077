"""What a verdict is made of: exact base types, whose comparison is never true by their length or for want of a value."""

from __future__ import annotations

import collections
import datetime as dt
import decimal
import enum
import fractions
import json
import math
import resource
import time
import typing
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from examiner import approx, codec
from examiner.codec import columns, plain, wire
from examiner.codec.rationals import Exact

from .test_hostile import mutants, trees

PLAIN = {type(None), bool, int, float, complex, str, bytes, range, slice, dt.date, dt.datetime, dt.timedelta}
PANDAS = {pd.Timestamp, pd.Timedelta, type(pd.NaT)}
INDEXES = {pd.Index, pd.RangeIndex, pd.MultiIndex, pd.CategoricalIndex, pd.DatetimeIndex, pd.TimedeltaIndex}
SIMPLE = "biufcSUmMV"


def arrives(value):
    header, buffers = codec.encode(value)
    return codec.decode(header, [bytes(buffer) for buffer in buffers], judged=True)


def assert_judgeable(value):
    """Fail unless a value is made of types of a closed set, whose comparison cannot be true by accident."""
    cls = type(value)
    if cls in (list, tuple, set, frozenset) or (isinstance(value, tuple) and hasattr(cls, "_fields")):
        for item in value:
            assert_judgeable(item)
    elif cls is dict:
        assert_judgeable([*value, *value.values()])
    elif cls is np.ndarray:
        assert_array(value)
    elif cls in (pd.Series, pd.DataFrame) or cls in INDEXES:
        assert_pandas(value)
    else:
        assert cls in PLAIN | PANDAS | {Exact, fractions.Fraction} or (isinstance(value, np.generic))
        assert not isinstance(value, decimal.Decimal) or value.is_finite()


def assert_array(array):
    if array.dtype != object:
        assert array.dtype.kind in SIMPLE
        return
    items = array.reshape(-1).tolist()
    numbers = {type(item) for item in items} <= {int, float, complex}
    assert not numbers or any(type(item) is int and not -(2**63) <= item < 2**63 for item in items)
    assert_judgeable(items)


def assert_pandas(value):
    with pytest.raises(ValueError, match="truth value"):
        bool(value)
    if isinstance(value, pd.DataFrame):
        for place in range(value.shape[1]):
            assert_pandas(value.iloc[:, place])
        for labels in (value.index, value.columns):
            assert_pandas(labels)
    elif isinstance(value, pd.MultiIndex):
        for level in value.levels:
            assert_pandas(level)
    else:
        assert_dtype(value.dtype)
        assert type(value == value) in (pd.Series, np.ndarray)
        if value.dtype == object:
            assert_judgeable(value.tolist())
    if isinstance(value, pd.Series):
        assert_pandas(value.index)


def assert_dtype(dtype):
    """Fail for a dtype whose comparison knows a third truth value."""
    if isinstance(dtype, pd.CategoricalDtype):
        assert_dtype(dtype.categories.dtype)
    elif isinstance(dtype, pd.StringDtype):
        assert dtype.na_value is not pd.NA
    else:
        assert isinstance(dtype, np.dtype | pd.DatetimeTZDtype)


# pandas' own arrays

ARRAYS = {
    "integers": pd.array([0]),
    "no integers": pd.array([], dtype="Int8"),
    "integers and none": pd.array([1, None], dtype="UInt16"),
    "floats": pd.array([0.0, None], dtype="Float32"),
    "truths": pd.array([True, False], dtype="boolean"),
    "truths and none": pd.array([True, None], dtype="boolean"),
    "text": pd.array(["a", "b"], dtype="string"),
    "text and none": pd.array(["a", None], dtype="string"),
    "plain text": pd.array(["a", None], dtype="str"),
    "categories": pd.Categorical(["a", None, "b"]),
    "categories of nullable": pd.Categorical(pd.array([3, 1, 3])),
    "zoned": pd.array(pd.date_range("2024", periods=2, tz="Asia/Taipei")),
    "times": pd.array(np.array(["2024", "NaT"], "M8[s]")),
    "durations": pd.array(np.array([1, 2], "m8[s]")),
    "sparse": pd.arrays.SparseArray([0, 0, 1]),
    "sparse truths": pd.arrays.SparseArray([False, True]),
    "around NumPy": pd.arrays.NumpyExtensionArray(np.array([1.5])),
    "around objects": pd.arrays.NumpyExtensionArray(np.array([1, pd.NA], object)),
}


def around(inner):
    """Yield values that hold another."""
    objects = np.empty(2, object)
    objects[:] = [inner, None]
    yield from ([inner], (inner, 1), {"a": inner}, {"a": [{"b": (inner,)}]}, slice(inner, None))
    yield objects
    yield [objects.reshape(1, 2)]
    yield pd.Series(objects)
    yield pd.DataFrame({"a": objects, "b": [1.0, 2.0]})
    yield collections.namedtuple("Point", "x y")(inner, [inner])


def few_codes(count, label):
    return pd.Categorical.from_codes(np.zeros(count, np.int8), [label])


UNFOLDING = {
    "many rows of a text": lambda: few_codes(10_000_000, "x" * 100),
    "many rows of a number": lambda: few_codes(10_000_000, 1.5),
    "some rows of a long text": lambda: few_codes(1000, "x" * 1_000_000),
    "a column of a long text": lambda: pd.Series(few_codes(1000, "x" * 1_000_000)),
    "an index of a long text": lambda: pd.Index(few_codes(1000, "x" * 1_000_000)),
    "more rows than values, one by one": lambda: few_codes(2_000_000, 1.5),
    "times, each an object": lambda: pd.array(pd.to_datetime(np.zeros(2_000_000, "M8[ns]"), utc=True)),
    "many columns of few codes": lambda: pd.DataFrame({i: few_codes(4_000_000, 1.5) for i in range(10)}),
    "many ranges": lambda: [range(1_000_000)] * 1000,
    "many range indexes": lambda: [pd.RangeIndex(8_000_000)] * 5,
    "many multi indexes": lambda: [pd.MultiIndex([["a"]], [np.zeros(1_000_000, np.int8)])] * 40,
    "large fractions": lambda: [fractions.Fraction(3**40_000 + 2 * i, 5**27_000) for i in range(300)],
}


@pytest.mark.parametrize("name", UNFOLDING)
def test_what_says_little_and_unfolds_to_much_is_too_large(name, monkeypatch):
    value = UNFOLDING[name]()
    with monkeypatch.context() as patched:  # the sender is the student's, and refuses nothing
        for check in ("rows", "categories", "tuples", "range"):
            for module in (plain, columns):
                patched.setattr(module, f"check_{check}", lambda *_: None, raising=False)
        header, buffers = codec.encode(value)
    began = time.process_time()
    with pytest.raises(codec.TooLarge):
        codec.decode(header, [bytes(buffer) for buffer in buffers], judged=True)
    assert time.process_time() - began < 30
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 2 << 20  # KiB: 4 GiB were taken before


def test_one_long_text_among_many_is_no_table_of_padded_texts():
    value = ["x" * 1_000_000, *"ab" * 500]
    found = arrives(pd.array(value, dtype="string"))
    assert found.dtype == object and found.tolist() == value
    assert arrives(pd.array(value[1:], dtype="string")).dtype.kind == "U"


@pytest.mark.parametrize("array", ARRAYS.values(), ids=ARRAYS)
def test_no_array_of_pandas_reaches_a_comparison(array):
    assert isinstance(array, pd.api.extensions.ExtensionArray)
    assert type(arrives(array)) is np.ndarray and arrives(array).shape == array.shape
    for value in (array, *around(array)):
        assert_judgeable(arrives(value))
    for value in (pd.Series(array), pd.Index(array), pd.DataFrame({"a": array}), pd.MultiIndex.from_arrays([array])):
        assert_judgeable(arrives(value))
        assert_judgeable(arrives([value.iloc[:0] if hasattr(value, "iloc") else value[:0]]))


def test_an_array_of_pandas_keeps_its_values():
    assert arrives(ARRAYS["integers"]).tolist() == [0] and arrives(ARRAYS["integers"]).dtype == "i8"
    assert arrives(ARRAYS["integers and none"]) == approx([1, math.nan], nan_ok=True)
    assert arrives(ARRAYS["truths"]).tolist() == [True, False] and arrives(ARRAYS["truths"]).dtype == bool
    assert arrives(ARRAYS["truths and none"]).tolist() == [True, None]
    assert arrives(ARRAYS["text"]).dtype.kind == "U" and arrives(ARRAYS["text and none"]).tolist() == ["a", None]
    assert arrives(ARRAYS["categories"]).tolist() == ["a", None, "b"]
    assert arrives(ARRAYS["zoned"]).tolist()[0] == pd.Timestamp("2024", tz="Asia/Taipei")
    assert arrives(ARRAYS["sparse"]).tolist() == [0, 0, 1]
    assert arrives(pd.Series(ARRAYS["sparse"])).tolist() == [0, 0, 1]
    assert arrives(pd.Series(ARRAYS["text and none"])).isna().tolist() == [False, True]
    assert arrives(pd.Series(["a", "b"], dtype="category")).cat.categories.tolist() == ["a", "b"]
    assert arrives(pd.Series([1, 2], dtype="Int64")).dtype == "int64"


@pytest.mark.parametrize("right", [9, [9], "a", True, pd.Series([9])])
@pytest.mark.parametrize("dtype", ["Int64", "Float64", "boolean", "string"])
def test_a_column_without_a_value_is_equal_to_nothing(dtype, right):
    column = pd.Series([None], dtype=dtype)
    assert (column == right).all()  # what pandas says of it
    assert not (arrives(column) == right).any()
    assert not (arrives(pd.DataFrame({"a": column})) == (right if np.isscalar(right) else 9)).any().any()


def test_a_missing_value_of_pandas_is_none():
    assert arrives(pd.NA) is None
    assert arrives([pd.NA, {"a": pd.NA}]) == [None, {"a": None}]
    assert arrives(pd.Series([pd.NA, 1], dtype=object)).tolist() == [None, 1]


def test_what_goes_to_the_student_keeps_its_dtype():
    series = pd.Series([1, None], dtype="Int64")
    assert codec.decode(*codec.encode(series)).dtype == "Int64"
    assert codec.decode(*codec.encode(pd.NA)) is pd.NA
    assert type(codec.decode(*codec.encode(decimal.Decimal("2.5")))) is decimal.Decimal


# Numbers in other types


@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        (np.array([1, 2], object), "i8"),
        (np.array([1, 2.5], object), "f8"),
        (np.array([1, 2j], object), "c16"),
        (np.array([[True], [False]], object), "?"),
        (np.array([np.float32(1), 2], object), "f8"),
        (np.array(3, object), "i8"),
        (np.array([], object), "f8"),
        (np.array([2**70, 1], object), "O"),
        (np.array([1, None], object), "O"),
        (np.array([1, True], object), "O"),
        (np.array(["a"], object), "O"),
    ],
)
def test_an_array_of_objects_that_are_numbers_is_one_of_numbers(value, dtype):
    found = arrives(value)
    assert found.dtype == dtype and found.shape == value.shape
    assert found.tolist() == value.tolist()
    assert_judgeable(found)


def test_what_a_mask_hides_is_no_number():
    masked = np.ma.array([[1, 7], [3, 4]], mask=[[0, 1], [0, 0]])
    assert arrives(masked).tolist()[0][0] == 1 and np.isnan(arrives(masked)[0, 1])
    assert not (arrives(masked) == 7).any() and arrives(masked) != approx([[1, 7], [3, 4]])
    assert arrives(np.ma.array([1.0, 2.0], mask=[0, 0])) == approx([1, 2])
    assert arrives(np.ma.array([1, 2])).dtype == "i8"
    assert arrives(np.ma.array(["a", "b"], mask=[0, 1])).tolist() == ["a", None]
    assert arrives(np.ma.array([True, False], mask=[1, 0])).tolist() == [None, False]
    assert arrives(np.ma.array([1 + 1j, 2], mask=[0, 1])).dtype == "c16"
    assert np.isnan(arrives(np.ma.masked))
    assert_judgeable(arrives([masked, np.ma.masked]))
    with pytest.raises(codec.Unencodable):
        codec.encode(np.ma.array([(1, 2)], dtype=[("a", int), ("b", int)], mask=[(True, False)]))


@pytest.mark.parametrize("text", ["2.50", "-0.00", "0", "1E+30", "-1.1E-20", "123456789.123456789123456789"])
def test_a_decimal_arrives_exactly(text):
    value = decimal.Decimal(text)
    found = arrives(value)
    assert found == value and str(found) == str(value) and isinstance(found, decimal.Decimal)
    assert found == approx(float(text)) and [found] == approx([float(text)])


def test_a_decimal_can_be_reckoned_with_floats():
    found = arrives(decimal.Decimal("2.5"))
    assert abs(found - 2.25) == 0.25 and 5.0 - found == 2.5 and found * 2.0 == 5.0 and 1.0 / found == 0.4
    assert abs((found + found) / 2 - 2.5) < 1e-9 and found**2.0 == 6.25 and found // 2.0 == 1.0 and found % 2.0 == 0.5
    assert found + 1 == decimal.Decimal("3.5") and found - decimal.Decimal("0.5") == 2
    assert np.abs(np.array([2.5]) - found).max() == 0


def test_a_decimal_that_would_raise_or_take_all_memory_is_none():
    assert math.isnan(arrives(decimal.Decimal("NaN"))) and math.isnan(arrives(decimal.Decimal("sNaN")))
    assert arrives(decimal.Decimal("-Infinity")) == -math.inf
    for text in ("1E+999999", "1E-999999", "1" * 2001):
        with pytest.raises(codec.Unencodable):
            codec.encode(decimal.Decimal(text))


@given(st.fractions())
@example(fractions.Fraction(10**400, 3))
def test_a_fraction_arrives_exactly(value):
    found = arrives(value)
    assert type(found) is fractions.Fraction and found == value
    if abs(value) < 1e300:
        assert found == approx(float(value))


def test_subclasses_of_exact_numbers_are_read_without_their_methods():
    class LyingDecimal(decimal.Decimal):
        def as_tuple(self):
            return decimal.Decimal(99).as_tuple()

        __eq__ = __lt__ = lambda self, other: True
        __hash__ = decimal.Decimal.__hash__

    class LyingFraction(fractions.Fraction):
        numerator = property(lambda self: 99)

    assert arrives(LyingDecimal("2.5")) == 2.5 and arrives(LyingDecimal("2.5")) != 99
    assert arrives(LyingFraction(1, 4)) == 0.25


def test_numbers_of_other_libraries_are_pythons():
    sympy, mpmath = pytest.importorskip("sympy"), pytest.importorskip("mpmath")
    assert arrives([sympy.Integer(3), sympy.Rational(1, 4), sympy.Float(0.5)]) == [3, fractions.Fraction(1, 4), 0.5]
    assert arrives(mpmath.mpf("0.5")) == 0.5 and arrives(mpmath.mpc(1, 2)) == 1 + 2j
    assert arrives([sympy.oo, -sympy.oo]) == [math.inf, -math.inf] and math.isnan(arrives(sympy.nan))
    assert arrives(np.array([0, sympy.oo], dtype=object)).tolist() == [0, math.inf]
    for no_number in (sympy.Symbol("x"), sympy.zoo):
        with pytest.raises(codec.Unencodable):
            codec.encode(no_number)


# Named tuples

Point = collections.namedtuple("Point", "x y")


class Summary(typing.NamedTuple):
    mean: float
    count: int

    def __eq__(self, other):
        return True

    __hash__ = None


def test_a_named_tuple_is_a_tuple_with_names():
    found = arrives(Point(1, Point(2, [3])))
    assert found == (1, (2, [3])) and found.x == 1 and found.y.y == [3] and isinstance(found, tuple)
    assert type(found) is type(found.y) and type(found) is not Point and repr(found).startswith("Point(x=1")
    assert found._asdict() == {"x": 1, "y": (2, [3])} and found._replace(x=5).x == 5
    assert arrives({Point(1, 2): "a"}) == {(1, 2): "a"}
    assert arrives([Point(i, i) for i in range(5000)]) == [(i, i) for i in range(5000)]


def test_a_named_tuple_brings_no_method_of_the_students():
    found = arrives(Summary(1.5, 2))
    assert found != (1.0, 2) and found == (1.5, 2) and found.mean == 1.5 and found.count == 2


@pytest.mark.parametrize(
    "fields",
    [("_x",), ("__eq__",), ("x y",), ("class",), ("x", "x"), ("",), (1,), ("to_numpy",), ("dtype",), ("é",)],
)
def test_a_tuple_with_odd_names_is_a_tuple_without(fields):
    odd = type("Odd", (tuple,), {"_fields": fields})
    found = arrives(odd(range(len(fields))))
    assert type(found) is tuple and len(found) == len(fields)


def test_an_enum_of_numbers_or_text_is_one():
    assert arrives(enum.IntEnum("Grade", {"A": 4}).A) == 4
    assert arrives(enum.StrEnum("Colour", {"RED": "red"}).RED) == "red"


# What a hostile kernel sends

MALFORMED = {
    "a record without names": ["record"],
    "a record of other names": ["record", ["P", "x", "y"], None],
    "a record with code for a name": ["record", ["P", "x=__import__('os')"], None],
    "a record with a private name": ["record", ["P", "_fields"], None],
    "a record with a special name": ["record", ["__init__", "x"], None],
    "a record with a name twice": ["record", ["P", "x", "x"], None, None],
    "a record of a number": ["record", ["P", 1], None],
    "a decimal without an exponent": ["decimal", "1"],
    "a decimal of NaN": ["decimal", "NaN"],
    "a decimal that takes all memory": ["decimal", "1E9999"],
    "a decimal with a huge exponent": ["decimal", "1E999999999"],
    "a decimal of other digits": ["decimal", "٣E0"],
    "a fraction by zero": ["fraction", ["int", "1"], ["int", "0"]],
    "a fraction by less": ["fraction", ["int", "1"], ["int", "-2"]],
    "a fraction of floats": ["fraction", ["float", "3ff0000000000000"], ["int", "2"]],
}


@pytest.mark.parametrize("tree", MALFORMED.values(), ids=MALFORMED)
@pytest.mark.parametrize("judged", [True, False])
def test_malformed_numbers_and_records_are_refused(tree, judged):
    with pytest.raises(codec.MalformedValue):
        codec.decode(json.dumps(tree).encode(), [], judged=judged)


def test_too_many_types_of_named_tuples_are_refused():
    tree = ["list", *(["record", ["P", f"x{i}"], None] for i in range(1000))]
    with pytest.raises(codec.TooLarge, match="types of named tuples"):
        codec.decode(json.dumps(tree).encode(), [])


def test_a_forged_array_of_pandas_is_an_array_wherever_it_stands():
    masked = ["masked", "Int64", ["array", "<i8", [1], "0000000000000000"], ["array", "|b1", [1], "00"]]
    for tree in (masked, ["list", masked], ["array", "O", [1], [masked]], ["dict", "a", masked]):
        assert_judgeable(codec.decode(json.dumps(tree).encode(), [], judged=True))
    index = ["range index", ["int", "0"], ["int", "1"], ["int", "1"], None]
    for column in (masked, ["array", "O", [1], [masked]], ["array", "O", [1], [["array", "O", [1], [masked]]]]):
        assert_judgeable(codec.decode(json.dumps(["series", column, index, None]).encode(), [], judged=True))


inner = st.one_of(
    st.none() | st.booleans() | st.integers(-9, 2**70) | st.floats() | st.text(max_size=3) | st.decimals(places=2),
    st.sampled_from([*ARRAYS.values(), pd.NA, pd.NaT, np.ma.masked, Point(1, 2), Summary(1.0, 2), np.float32(1)]),
    st.sampled_from([pd.Series([1, None], dtype="Int64"), pd.Index(["a", None], dtype="string"), np.arange(3)]),
)


@st.composite
def boxes(draw, parts):
    """Draw an object array, or a pandas object, of other values."""
    items = draw(st.lists(parts, min_size=1, max_size=3))
    array = np.fromiter(items, object, len(items))
    return draw(st.sampled_from([array, array.reshape(-1, 1), pd.Series(array), pd.DataFrame({"a": pd.Series(array)})]))


nested = st.recursive(
    inner,
    lambda parts: (
        st.lists(parts, max_size=3)
        | st.lists(parts, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=2), parts, max_size=3)
        | st.builds(Point, parts, parts)
        | boxes(parts)
    ),
    max_leaves=8,
)


@given(nested)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_whatever_is_nested_arrives_as_base_types(value):
    assert_judgeable(arrives(value))


@given(mutants() | st.tuples(trees, st.just([])))
@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_whatever_a_message_is_made_into_is_of_base_types(message):
    tree, buffers = message
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            value = codec.decode(json.dumps(tree).encode(), buffers, judged=True)
        except codec.CodecError:
            return
        assert_judgeable(value)


def test_every_kind_of_the_table_was_thought_of_here():
    assert {"record", "decimal", "fraction", "masked", "strings", "categories", "zoned"} <= set(wire.TABLE)
