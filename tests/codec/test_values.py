"""What honest values look like after the journey: the same value, type, dtype, shape, order and labels."""

from __future__ import annotations

import collections
import datetime as dt
import enum
import json
import os
import struct
import subprocess
import sys
import time
import types
import zoneinfo
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from examiner import codec
from examiner.codec.core import Kind
from examiner.codec.lookup import kinds_by_id

settings.register_profile("codec", deadline=None, max_examples=150, database=None)
settings.load_profile("codec")

ZONES = [dt.UTC, dt.timezone(dt.timedelta(hours=8)), dt.timezone(dt.timedelta(seconds=-7), "odd")]
ZONES += [zoneinfo.ZoneInfo("Asia/Taipei"), zoneinfo.ZoneInfo("Europe/Berlin")]


def journey(value):
    header, buffers = codec.encode(value)
    return codec.decode(header, [bytes(buffer) for buffer in buffers])


def assert_same(a, b):
    """Fail unless two values are the same to the last bit, and of exactly the same types."""
    assert type(a) is type(b)
    if isinstance(a, float | complex) and not isinstance(a, np.generic):
        bits = [struct.pack("dd", complex(x).real, complex(x).imag) for x in (a, b)]
        assert bits[0] == bits[1]
    elif type(a) in (list, tuple):
        assert len(a) == len(b)
        for x, y in zip(a, b, strict=True):
            assert_same(x, y)
    elif type(a) is dict:
        assert_same(list(a), list(b))
        assert_same(list(a.values()), list(b.values()))
    elif type(a) in (set, frozenset):
        assert spelled(a) == spelled(b)
    elif type(a) is slice:
        assert_same([a.start, a.stop, a.step], [b.start, b.stop, b.step])
    elif isinstance(a, np.ndarray | np.generic):
        assert_same_array(np.asarray(a), np.asarray(b))
    elif isinstance(a, pd.Series | pd.DataFrame | pd.Index):
        assert_same_pandas(a, b)
    elif isinstance(a, pd.api.extensions.ExtensionArray):
        assert_same_pandas(pd.Series(a), pd.Series(b))
    else:
        assert (a is b or a == b) and repr(a) == repr(b)


def spelled(value):
    """Return a text that two members of sets share if they are the same; the order in a set is arbitrary."""
    if isinstance(value, set | frozenset):
        return f"{type(value)} {sorted(map(spelled, value))}"
    return f"tuple {[spelled(item) for item in value]}" if type(value) is tuple else f"{type(value)} {value!r}"


def assert_same_array(a, b):
    assert (a.dtype, a.shape, a.dtype.str) == (b.dtype, b.shape, b.dtype.str)
    if a.dtype == object:
        assert_same(a.reshape(-1).tolist(), b.reshape(-1).tolist())
    elif a.dtype.char in "gG":  # its padding is arbitrary
        np.testing.assert_array_equal(a, b)
        np.testing.assert_array_equal(np.signbit(a.real), np.signbit(b.real))
    else:
        assert a.tobytes() == b.tobytes()


def assert_same_pandas(a, b):
    check = {
        pd.Series: lambda: pd.testing.assert_series_equal(a, b, check_exact=True, check_index_type="exact"),
        pd.DataFrame: lambda: pd.testing.assert_frame_equal(a, b, check_exact=True),
    }.get(type(a), lambda: pd.testing.assert_index_equal(a, b, exact=True, check_exact=True))
    check()
    if isinstance(a, pd.DataFrame):
        assert_same(a.columns, b.columns)
        assert_same(a.index, b.index)
        assert list(a.dtypes) == list(b.dtypes)
        return
    assert a.dtype == b.dtype
    assert_same(
        a.index.name if isinstance(a, pd.Series) else list(a.names),
        b.index.name if isinstance(b, pd.Series) else list(b.names),
    )
    if isinstance(a.dtype, np.dtype):
        assert_same_array(a.to_numpy(), b.to_numpy())
    else:
        assert_same(a.tolist(), b.tolist())


# Plain Python values

any_text = st.text(st.characters(exclude_categories=()))
numbers = st.integers(-(2**80), 2**80) | st.floats() | st.complex_numbers() | st.booleans()
zones = st.none() | st.sampled_from(ZONES)
dates = st.dates() | st.datetimes(timezones=zones, allow_imaginary=True) | st.timedeltas()
leaves = st.none() | numbers | any_text | st.binary(max_size=200) | dates
hashable = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.frozensets(inner.filter(lambda x: x == x), max_size=3),
    max_leaves=5,
)
nested = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(hashable, inner, max_size=4)
        | st.sets(hashable, max_size=4)
        | st.builds(slice, inner, inner, inner)
    ),
    max_leaves=20,
)


@st.composite
def values(draw):
    return draw(nested)


@given(values())
@example([1, True, 1.0, {1: "int"}, {True: "bool"}, {1.0: "float"}])
@example({float("nan"): 1, float("nan"): 2, None: 3, (None, "成績"): 4, -1: 5, -2: 6})
@example([0.0, -0.0, float("inf"), float("-inf"), 5e-324, complex(-0.0, float("nan"))])
@example(["", "\0", "二元交叉熵", "👩‍🎓", "\ud800", "\udfff", "\ud83d\ude00", '"\\', "x" * 5000, "\u2028"])
@example([0, -1, 2**64, -(2**9999), b"", b"\0" * 65, range(0), range(9, -9, -2), slice(None, 3, "a")])
@settings(max_examples=300)
def test_plain_values_come_back_the_same(value):
    assert_same(value, journey(value))


@given(st.binary(min_size=8, max_size=8))
@example(struct.pack(">Q", 0x7FF0000000000001))  # a signalling NaN
def test_every_bit_pattern_of_a_float_is_kept(bits):
    (value,) = struct.unpack(">d", bits)
    assert struct.pack(">d", journey(value)) == struct.pack(">d", value)
    assert struct.pack(">d", journey((value, [value]))[1][0]) == struct.pack(">d", value)


def test_bytearray_and_memoryview_come_back_as_bytes():
    every_second = memoryview(np.arange(6, dtype="u1"))[::2]
    assert_same(journey([bytearray(b"ab"), memoryview(b"cd"), every_second]), [b"ab", b"cd", b"\0\2\4"])


def test_a_list_that_appears_twice_becomes_two_lists():
    inner = [1]
    first, second = journey([inner, inner])
    assert first == second == [1] and first is not second


# NumPy

dtypes = st.one_of(
    hnp.boolean_dtypes(),
    hnp.integer_dtypes(endianness="?"),
    hnp.unsigned_integer_dtypes(endianness="?"),
    hnp.floating_dtypes(endianness="?", sizes=(16, 32, 64)),
    hnp.complex_number_dtypes(endianness="?", sizes=(64, 128)),
    hnp.byte_string_dtypes(min_len=1),
    hnp.unicode_string_dtypes(endianness="?", min_len=1),
    hnp.datetime64_dtypes(endianness="?"),
    hnp.timedelta64_dtypes(endianness="?"),
)
swapped = st.sampled_from([np.dtype(name) for name in (">i4", ">f2", ">f8", ">c16", ">U3", ">M8[ns]", ">u2", ">m8[D]")])
layouts = st.sampled_from(
    [
        lambda a: a,
        np.asfortranarray,
        lambda a: a.T,
        lambda a: a[::-1] if a.ndim else a,
        lambda a: a[..., ::2] if a.ndim else a,
    ]
)


@st.composite
def arrays(draw, types=dtypes | swapped):
    shape = draw(hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
    return draw(layouts)(draw(hnp.arrays(draw(types), shape)))


@given(arrays())
@example(np.array(3.5))
@example(np.zeros((0, 7)))
@example(np.array([[True, False]]))
@example(np.array(["NaT", "2024-02-29"], "M8[D]"))
@example(np.array(["二", "a\0b", "\U0010ffff"]))
@example(np.array([1, 2], "M8[25us]"))
@example(np.broadcast_to(np.float32(2), (3, 4)))
def test_arrays_come_back_the_same(array):
    assert_same(array, journey(array))


@given(
    st.binary(min_size=16, max_size=64).map(lambda b: b[: len(b) // 16 * 16]),
    st.sampled_from(["f2", "f4", "f8", "c8", ">f8"]),
)
def test_every_bit_pattern_of_a_float_array_is_kept(data, dtype):
    array = np.frombuffer(data, dtype)
    assert journey(array).tobytes() == data


def test_long_doubles_come_back_the_same():
    array = np.array([1, -0.0, np.inf, np.nan, 0], "g") / 3
    assert_same(array, journey(array))
    assert_same(array.astype("G"), journey(array.astype("G")))
    assert_same(array[0], journey(array[0]))
    swapped_array = array.astype(array.dtype.newbyteorder(">"))
    assert_same(swapped_array, journey(swapped_array))


@given(arrays().filter(lambda a: a.size))
def test_numpy_scalars_keep_their_exact_type(array):
    scalar = array.reshape(-1)[0]
    assert_same(scalar, journey(scalar))


@pytest.mark.parametrize("value", [np.str_(""), np.str_("a\0"), np.str_("\ud800"), np.bytes_(b""), np.bytes_(b"a\0\0")])
def test_numpy_text_keeps_its_trailing_zeros(value):
    back = journey(value)
    assert type(back) is type(value) and len(back) == len(value) and back == value


@given(st.lists(values(), max_size=5))
def test_object_arrays_keep_elements_and_shape(items):
    array = np.fromiter(items, object, len(items))
    for shaped in (array, array.reshape(1, -1, 1)):
        assert_same(shaped, journey(shaped))


def test_object_arrays_of_sequences_and_arrays_are_not_unpacked():
    array = np.empty((2, 2), object)
    array[0, 0], array[0, 1], array[1, 0], array[1, 1] = [1, 2], np.array(5), np.arange(3), (None,)
    assert_same(array, journey(array))
    assert_same(np.array([1], object).reshape(()), journey(np.array([1], object).reshape(())))


def test_simple_records_come_back_the_same():
    array = np.array([(1, 2.5, "二", True)], [("a", ">i4"), ("b", "f8"), ("名", "U2"), ("d", "?")])
    assert_same(array, journey(array))
    assert_same(array[0], journey(array[0]))


def test_decoded_arrays_are_writable_and_share_memory_with_nothing():
    header, buffers = codec.encode([np.arange(100.0), np.arange(3)])
    message = [bytearray(buffer) for buffer in buffers]
    big, small = codec.decode(header, message)
    before = bytes(message[0])
    big[:], small[:] = -1, -1
    assert bytes(message[0]) == before
    assert big.flags.writeable and big.flags.owndata and big.flags.aligned


def test_ten_megabytes_of_floats_are_exact_and_their_header_is_small():
    array = np.random.default_rng(0).standard_normal((1250, 1000))
    header, buffers = codec.encode({"weights": array})
    assert len(header) < 200 and len(buffers) == 1
    assert codec.decode(header, buffers)["weights"].tobytes() == array.tobytes()


def test_buffers_of_contiguous_arrays_are_not_copied():
    array = np.zeros(1000)
    _, (buffer,) = codec.encode(array)
    assert np.shares_memory(np.frombuffer(buffer, "u1"), array)


# pandas

columns = {
    "float": lambda n: np.linspace(-1, 1, n),
    "float32 with NaN": lambda n: pd.Series([np.nan] * n, dtype="float32"),
    "big-endian": lambda n: np.arange(n, dtype=">i4"),
    "bool": lambda n: np.arange(n) % 2 == 0,
    "complex": lambda n: np.arange(n) * 1j,
    "str": lambda n: pd.Series([None, "b", "二"][:n] * (n // 3 + 1), dtype="str")[:n],
    "object": lambda n: pd.Series([[1, {"a": None}], "b", pd.NaT, b"d"][:n] * (n // 4 + 1), dtype=object)[:n],
    "text as objects": lambda n: pd.Series(["a", "b"] * n, dtype=object)[:n],
    "numbers as objects": lambda n: pd.Series([1.5, None] * n, dtype=object)[:n],
    "times as objects": lambda n: pd.Series([pd.Timestamp("2024"), pd.NaT] * n, dtype=object)[:n],
    "string": lambda n: pd.Series([pd.NA, ""] * n, dtype="string")[:n],
    "Int64": lambda n: pd.Series([1, None] * n, dtype="Int64")[:n],
    "UInt8": lambda n: pd.Series([None, 255] * n, dtype="UInt8")[:n],
    "Float32": lambda n: pd.Series([1.5, None] * n, dtype="Float32")[:n],
    "boolean": lambda n: pd.Series([True, None, False] * n, dtype="boolean")[:n],
    "category": lambda n: pd.Series(["b", None, "a"] * n, dtype=pd.CategoricalDtype(["a", "b", "z"], ordered=True))[:n],
    "category of int": lambda n: pd.Series([3, 1] * n, dtype="category")[:n],
    "datetime": lambda n: pd.Series(pd.date_range("2024-02-28", periods=n)),
    "datetime[s]": lambda n: np.arange(n).astype("M8[s]"),
    "datetime with NaT": lambda n: pd.Series(pd.to_datetime(["2024-01-01", None] * n))[:n],
    "zoned": lambda n: pd.Series(pd.date_range("2024-10-26", periods=n, tz="Europe/Berlin", freq="h")),
    "zoned, fixed, ns": lambda n: pd.Series(
        pd.date_range("2024", periods=n, tz=dt.timezone(dt.timedelta(hours=8)), unit="ns")
    ),
    "timedelta": lambda n: pd.Series(pd.to_timedelta(np.arange(n), unit="h")),
}


def column(name, rows):
    return pd.Series(columns[name](rows)).reset_index(drop=True)


@pytest.mark.parametrize("rows", [0, 1, 5])
@pytest.mark.parametrize("name", columns)
def test_series_and_index_of_each_dtype_come_back_the_same(name, rows):
    series = column(name, rows).rename(("a", 1))
    assert len(series) == rows
    assert_same(series, journey(series))
    if name != "object":  # holds a list, which no index should
        index = pd.Index(series, name="名", dtype=series.dtype)
        assert_same(index, journey(index))
        assert_same(pd.Series(range(rows), index=index), journey(pd.Series(range(rows), index=index)))


@given(st.lists(st.sampled_from(sorted(columns)), max_size=6), st.integers(0, 6), st.data())
@settings(max_examples=80)
def test_frames_come_back_the_same(names, rows, data):
    frame = pd.DataFrame({place: column(name, rows) for place, name in enumerate(names)}, index=range(rows))
    labels = data.draw(
        st.lists(st.sampled_from(["a", "a", "二", 1, None, (1, 2)]), min_size=len(names), max_size=len(names))
    )
    frame.columns = pd.Index(labels, dtype=object, tupleize_cols=False, name="label")
    if data.draw(st.booleans()):
        frame.index = pd.Index([f"r{i % 2}" for i in range(rows)], name=0)
    assert_same(frame, journey(frame))


@pytest.mark.parametrize("dtype", ["float64", ">f4", "int8", "bool", "M8[us]", "m8[ns]", "complex64"])
def test_frames_of_one_dtype_travel_as_one_buffer(dtype):
    frame = pd.DataFrame(np.arange(500).reshape(100, 5).astype(dtype), columns=list("aabcd"))
    assert len(codec.encode(frame)[1]) == 1
    assert_same(frame, journey(frame))


frames = {
    "empty": pd.DataFrame(),
    "no columns": pd.DataFrame(index=["a", "b"]),
    "no rows": pd.DataFrame({"a": pd.Series([], dtype="Int64"), "b": pd.Series([], dtype=float)}),
    "grouped": pd.DataFrame({"k": list("aab"), "v": [1.0, 2, 3]}).groupby("k").agg(["mean", "count"]),
    "stacked": pd.DataFrame({"a": [1, 2], "b": [3, 4]}).stack(),
    "described": pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}).describe(include="all"),
    "crosstab": pd.crosstab(pd.Series(list("aab"), name="r"), pd.Series(list("xyx"), name="c")),
    "resampled": pd.Series(range(40), pd.date_range("2024", periods=40)).resample("ME").sum(),
}
indexes = {
    "range": pd.RangeIndex(10, 0, -3, name="r"),
    "multi": pd.MultiIndex.from_product(
        [["a", "b"], [1.5, np.nan], pd.date_range("2024", periods=2)], names=["x", None, "z"]
    ),
    "multi, repeated names": pd.MultiIndex.from_tuples([(1, "a"), (1, "a")], names=["n", "n"]),
    "multi, unused level": pd.MultiIndex.from_product([[1, 2], [3, 4]])[:1],
    "multi, empty": pd.MultiIndex.from_arrays([[], []]),
    "tuples": pd.Index([(1, 2), (3,)], dtype=object, tupleize_cols=False),
    "mixed": pd.Index([1, "a", None, 2.5, (1,), pd.Timestamp("2024")], dtype=object),
    "categories": pd.CategoricalIndex(["a", "b", "a"], ordered=True),
    "month ends": pd.date_range("2024", periods=3, freq="ME"),
    "weeks": pd.date_range("2024", periods=3, freq="2W-WED", tz="Asia/Taipei"),
    "hours": pd.timedelta_range("1h", periods=4, freq="90min"),
    "quarters": pd.date_range("2024", periods=3, freq="QS-OCT", name="q"),
}


@pytest.mark.parametrize("value", [*frames.values(), *indexes.values()], ids=[*frames, *indexes])
def test_what_pandas_makes_comes_back_the_same(value):
    back = journey(value)
    assert_same(value, back)
    assert getattr(value, "freq", None) == getattr(back, "freq", None)
    if isinstance(value, pd.MultiIndex):  # also levels that no row uses
        assert [list(level) for level in value.levels] == [list(level) for level in back.levels]


@pytest.mark.parametrize(
    "value",
    [
        pd.NA,
        pd.NaT,
        pd.Timestamp("2024-02-29 12:00:00.123456789"),
        pd.Timestamp("2024-10-27 02:30").tz_localize("Europe/Berlin", ambiguous=False),
        pd.Timestamp(0, unit="s", tz=dt.timezone(dt.timedelta(hours=8))),
        pd.Timedelta("-1 days 3ns"),
        pd.Timedelta(5, unit="s"),
        pd.Categorical(["a", None], categories=["b", "a"]),
        pd.array([1, None], dtype="Int16"),
        pd.array(["a", None], dtype="string"),
    ],
    ids=repr,
)
def test_pandas_scalars_and_arrays_come_back_the_same(value):
    back = journey(value)
    assert_same(value, back)
    assert getattr(value, "unit", None) == getattr(back, "unit", None)
    assert getattr(value, "fold", None) == getattr(back, "fold", None)


def test_pandas_objects_inside_containers_come_back_the_same():
    value = {"frames": [frames["grouped"], None], (pd.Timestamp("2024"), pd.NA): pd.Series([pd.Series([1])])}
    back = journey(value)
    assert_same(value["frames"], back["frames"])
    assert_same(list(value), list(back))


def test_a_frame_handed_over_can_be_worked_with():
    back = journey(pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}))
    back.loc[0, "a"] = 5
    assert back["a"].sum() == 7 and back.sort_values("b").index.tolist() == [0, 1]


# Subclasses are read as what they are underneath


class Liar(float):
    __class__ = property(lambda self: int)

    def __float__(self):
        return 99.0

    def __eq__(self, other):
        return True

    __hash__ = float.__hash__

    def hex(self):
        return "0x63"


class LyingList(list):
    def __iter__(self):
        return iter([99])

    def __len__(self):
        return 1

    def __getitem__(self, index):
        return 99


class LyingDict(dict):
    def items(self):
        return [("forged", 1)]

    def __iter__(self):
        return iter(["forged"])

    def __len__(self):
        return 0


class LyingText(str):
    def __str__(self):
        return "forged"

    def encode(self, *args):
        return b"forged"

    def __len__(self):
        return 0


class LyingInt(int):
    def __int__(self):
        return 99

    __index__ = __int__

    def bit_length(self):
        return 1

    def __format__(self, spec):
        return "63"


class LyingBytes(bytes):
    def __bytes__(self):
        return b"forged"

    def __len__(self):
        return 0


class LyingTuple(tuple):
    def __iter__(self):
        return iter([99])


class LyingSet(set):
    def __iter__(self):
        return iter([99])

    def __contains__(self, item):
        return True


class LyingArray(np.ndarray):
    shape = property(lambda self: (1,))
    dtype = property(lambda self: np.dtype("i8"))

    def __array__(self, *args, **kwargs):
        return np.array([99])

    def tobytes(self, *args):
        return b"forged"

    def __array_finalize__(self, obj):
        pass

    def reshape(self, *args):
        return np.array([99])


class LyingFloat64(np.float64):
    def __array__(self, *args, **kwargs):
        return np.array(99.0)

    def tobytes(self):
        return b"forged"


class LyingDate(dt.datetime):
    year = property(lambda self: 1999)
    tzinfo = property(lambda self: dt.UTC)


class LyingMeta(type):
    __mro__ = property(lambda cls: (int, object))

    def __eq__(cls, other):
        return True

    def __hash__(cls):
        return hash(int)

    def __instancecheck__(cls, instance):
        return True


class LyingMetaFloat(float, metaclass=LyingMeta):
    pass


Grade = enum.IntEnum("Grade", {"A": 4})
Colour = enum.StrEnum("Colour", {"RED": "red"})
reordered = collections.OrderedDict(a=1, b=2)
reordered.move_to_end("a")
LYING_DATE = LyingDate(2024, 2, 29)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Liar(0.5), 0.5),
        (LyingMetaFloat(0.5), 0.5),
        (LyingInt(-7), -7),
        (LyingText("true"), "true"),
        (LyingBytes(b"true"), b"true"),
        (LyingList([1, 2]), [1, 2]),
        (LyingTuple((1, 2)), (1, 2)),
        (LyingSet({1, 2}), {1, 2}),
        (LyingDict(a=1), {"a": 1}),
        (LYING_DATE, dt.datetime(2024, 2, 29)),
        (LyingFloat64(0.5), np.float64(0.5)),
        (np.arange(3.0).view(LyingArray), np.arange(3.0)),
        (np.array([[1, 2]]).view(np.matrix), np.array([[1, 2]])),
        (np.arange(3).view(np.recarray), np.arange(3)),
        (Grade.A, 4),
        (Colour.RED, "red"),
        (collections.Counter("aab"), {"a": 2, "b": 1}),
        (collections.defaultdict(list, a=[1]), {"a": [1]}),
        (reordered, {"b": 2, "a": 1}),
        ({LyingText("k"): Liar(1)}, {"k": 1.0}),
        (type("Frame", (pd.DataFrame,), {"index": None})({"a": [1]}), pd.DataFrame({"a": [1]})),
        (type("Column", (pd.Series,), {"array": None, "dtype": None})([1]), pd.Series([1])),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_subclass_arrives_as_its_base_with_the_real_value(value, expected):
    assert_same(journey(value), expected)


# TensorFlow


@pytest.fixture(scope="module")
def tf():
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    return pytest.importorskip("tensorflow")


def test_eager_tensors_and_variables_arrive_as_arrays(tf):
    keras = pytest.importorskip("keras")
    for value in (
        tf.constant([[1.5, 2]]),
        tf.Variable([1, 2], dtype=tf.int64),
        tf.constant(True),
        tf.constant(2.0),
    ):
        assert_same(journey(value), np.asarray(value.numpy()))
    assert_same(journey([keras.Variable([1.0])]), [np.array([1], "f4")])
    assert_same(journey(tf.constant([1.5], tf.bfloat16)), np.array([1.5], "f4"))
    text = np.empty(2, object)
    text[:] = [b"a\0", "二".encode()]
    assert_same(journey(tf.constant([b"a\0", "二"])), text)
    assert_same(journey(tf.constant(b"a\0")), text[:1].reshape(()))


def test_tensors_without_plain_values_become_references(tf):
    keras = pytest.importorskip("keras")
    values = [tf.ragged.constant([[1], [2, 3]]), tf.sparse.from_dense([[1, 0]]), keras.Input((2,))]
    symbolic = []
    tf.function(lambda x: symbolic.append(x))(tf.constant(1))
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    for value in [*values, *symbolic, model]:
        refs = Refs()
        assert codec.decode(*codec.encode([value], refs), refs.resolve)[0] is value


# References


class Refs:
    def __init__(self):
        self.objects = []

    def reference(self, value):
        self.objects.append(value)
        return {"id": len(self.objects) - 1, "type": type(value).__qualname__, "callable": callable(value)}

    def resolve(self, reference):
        return self.objects[reference["id"]]


def test_what_is_no_plain_data_becomes_a_reference():
    refs = Refs()
    value = {"f": len, "data": [1, object, iter([])]}
    back = codec.decode(*codec.encode(value, refs), refs.resolve)
    assert back["f"] is len and back["data"][1] is object and refs.objects == [len, object, value["data"][2]]


ordinary = object()
mixed = np.array([1, ordinary], object)
gaps = np.zeros(2, np.dtype([("a", "i1"), ("b", "f8")], align=True))
others = {
    "dict with an object as key": {ordinary: 1, b"x" * 100: 2},
    "dict with such a key inside a tuple": {(1, (ordinary,)): 1},
    "set of objects": {ordinary, 1},
    "dict of objects with one hash": {type("Same", (), {"__hash__": lambda _: 1})(): i for i in range(300)},
    "object array of objects": mixed,
    "series of objects": pd.Series([b"x" * 100, ordinary]),
    "frame with one": pd.DataFrame({"a": np.arange(100), "b": [ordinary] * 100}),
    "index of objects": pd.Index([ordinary]),
    "periods": pd.period_range("2024", periods=2),
    "intervals": pd.Series(pd.cut([1, 2], 2)),
    "records with gaps": gaps,
    "nested records": np.zeros(1, [("a", [("b", "i4")])]),
    "void": np.void(b"abc"),
    "variable-width text": np.array(["a"], np.dtypes.StringDType()),
    "generator": (x for x in ()),
    "zone": dt.datetime(2024, 1, 1, tzinfo=type("Zone", (dt.tzinfo,), {"utcoffset": lambda *_: dt.timedelta(0)})()),
    "pandas time far away": pd.Series(np.array([2**60], "M8[s]")).dt.tz_localize("UTC"),
}


@pytest.mark.parametrize("value", others.values(), ids=others)
def test_a_container_of_what_is_not_plain_becomes_one_reference(value):
    refs = Refs()
    back = codec.decode(*codec.encode([value, np.arange(50)], refs), refs.resolve)
    assert back[0] is value and back[1].tolist() == list(range(50)) and len(refs.objects) == 1
    with pytest.raises(codec.Unencodable):
        codec.encode([value])


def test_what_became_a_reference_takes_none_of_the_limits():
    limits = codec.CodecLimits(max_bytes=24_000, max_nodes=2000)
    frame = pd.DataFrame({"a": np.zeros(800), "b": ordinary})
    refs = Refs()
    value = [frame, frame, ["x"] * 1800, np.zeros(1600)]
    back = codec.decode(*codec.encode(value, refs, limits), refs.resolve, limits)
    assert back[0] is back[1] is frame and len(back[2]) == 1800 and len(back[3]) == 1600


def test_an_object_whose_every_method_raises_becomes_a_reference():
    def fail(self, *args):
        raise RuntimeError

    names = ["getattribute", "repr", "eq", "hash", "len", "iter", "bool", "array", "reduce", "dir"]
    value = type("Hostile", (), {f"__{name}__": fail for name in names})()
    refs = Refs()
    assert codec.decode(*codec.encode([value], refs), refs.resolve)[0] is value
    with pytest.raises(codec.Unencodable, match="Hostile is no plain data"):
        codec.encode(value)


def test_a_reference_is_plain_data_itself():
    class Odd:
        def reference(self, value):
            return {"id": value}

    with pytest.raises(codec.Unencodable):
        codec.encode(object(), Odd())


# Sizes and cost


def test_the_header_is_ascii_json():
    header, _ = codec.encode({"二": ["\ud800", "é" * 2000, {None: b"\xff"}]})
    assert json.loads(header.decode("ascii"))


def cyclic():
    value = []
    value.append({"again": (value, value)})
    return value


def family(depth):
    value = [1]
    for _ in range(depth):
        value = [value, value]
    return value


too_large = {
    "cyclic": (cyclic, "nested more than 100 levels"),
    "deep": (lambda: json.loads("[" * 101 + "]" * 101), "nested more than 100 levels"),
    "doubling": (lambda: family(40), "elements; at most 1,000,000"),
    "long": (lambda: [None] * 10**6, "has 1,000,001 elements; at most 1,000,000"),
    "broadcast": (lambda: np.broadcast_to(1.0, (10**6, 10**6)), "over a trillion bytes; at most 67,108,864"),
    "broadcast objects": (lambda: np.broadcast_to(np.array(None), (10**12,)), "elements"),
    "empty but wide": (lambda: np.zeros((0, 10**12)), "bytes"),
    "big": (lambda: np.zeros(2**23 + 1), "bytes; at most 67,108,864"),
    "many big": (lambda: [np.zeros(2**18)] * 40, "bytes"),
    "text": (lambda: "x" * 2**26, "bytes"),
    "bytes": (lambda: memoryview(bytes(2**26 + 1)), "bytes"),
    "integer": (lambda: 2**65536, "an integer has 65,537 bits; at most 65,536"),
    "range of 60,000 bits": (lambda: range(2**60000), "a range has over a trillion elements"),
    "categories": (lambda: pd.Series(np.arange(10**5 + 1.0), dtype="category"), "labels that are not text"),
    "range": (lambda: range(10**30), "a range has over a trillion elements"),
    "range index": (lambda: pd.RangeIndex(10**9), "an index or Categorical has 1,000,000,000 rows; at most 8,388,608"),
    "set of integers": (
        lambda: set(range(10**7, 10**7 + 100_001)),
        "keys that are neither text nor small integers",
    ),
    "dict of colliding keys": (lambda: {i * (2**61 - 1): None for i in range(1500)}, "same hash"),
}


@pytest.mark.parametrize(("make", "message"), too_large.values(), ids=too_large)
def test_what_is_too_large_is_refused_in_plain_words(make, message):
    value = make()
    with pytest.raises(codec.TooLarge, match=message):
        codec.encode(value)


def test_a_hundred_levels_and_a_million_short_texts_are_accepted():
    deep = json.loads("[" * 100 + "]" * 100)
    assert journey(deep) == deep
    words = {f"word{i}": None for i in range(300_000)}
    assert journey(words) == words
    numbered = dict.fromkeys(range(150_000))
    assert journey(numbered) == numbered


def test_limits_can_be_set():
    limits = codec.CodecLimits(max_bytes=1000, max_nodes=10, max_depth=2, max_int_bits=8)
    assert codec.decode(*codec.encode([1, 255], limits=limits), limits=limits) == [1, 255]
    for value in ([[[]]], [1] * 10, 256, "x" * 1000):
        with pytest.raises(codec.TooLarge):
            codec.encode(value, limits=limits)
        with pytest.raises(codec.TooLarge):
            codec.decode(*codec.encode(value), limits=limits)


def test_encoding_an_integer_does_not_take_quadratic_time():
    start = time.process_time()
    assert journey([2**65535 - 1] * 200) == [2**65535 - 1] * 200
    assert time.process_time() - start < 30


def test_the_codec_needs_nothing_but_numpy_on_the_other_side():
    script = (
        "import sys, codec, numpy;"
        "header, buffers = codec.encode({'a': [numpy.arange(20.), '二']});"
        "assert not {m for m in sys.modules if m.split('.')[0] in ('examiner', 'pandas')};"
        "print(header.decode()); print(buffers[0].hex())"
    )
    folder = str(Path(codec.__file__).parents[1])
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": folder}
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True)
    header, buffer = done.stdout.split("\n")[:2]
    assert_same(codec.decode(header.encode(), [bytes.fromhex(buffer)]), {"a": [np.arange(20.0), "二"]})


@pytest.mark.parametrize("kind", [list, tuple])
def test_texts_that_are_counted_at_once_are_counted_in_full(kind):
    limits = codec.CodecLimits(max_bytes=1000, max_nodes=10, max_depth=2)
    fits, deep, many, long = kind(["a"] * 9), [kind("a")], kind(["a"] * 10), kind(["a" * 800] * 2)
    header, _ = codec.encode(fits, limits=limits)
    assert codec.decode(header, [], limits=limits) == fits
    for refused, why in (([deep], "levels deep"), (many, "elements"), (long, "bytes")):
        with pytest.raises(codec.TooLarge, match=why):
            codec.encode(refused, limits=limits)
        header, _ = codec.encode(refused)
        with pytest.raises(codec.TooLarge, match=why):
            codec.decode(header, [], limits=limits)


def test_a_text_that_is_no_plain_one_is_looked_at_alone_among_others():
    class Name(str):
        pass

    for value in (["a", "\ud800"], ["a", "字"], ["a", "x" * 5000], ["\ud83d", "\ude00"], ["a", None, 1]):
        assert journey(value) == value and journey(tuple(value)) == tuple(value)
    assert [type(text) for text in journey(["a", Name("b")])] == [str, str]


def test_a_metaclass_that_says_its_class_is_str_is_not_believed():
    class Unhashable(type):
        __hash__ = None

        def __eq__(cls, other):
            raise RuntimeError

    class Alike(type):
        def __hash__(cls):
            return hash(str)

        def __eq__(cls, other):
            return True

    class Strange(metaclass=Unhashable):
        pass

    class Posing(str, metaclass=Alike):
        def __len__(self):
            return 0

    header, buffers = codec.encode(["a", Strange()], Refs())
    assert codec.decode(header, buffers, lambda reference: reference)[0] == "a"  # the list itself is no reference
    with pytest.raises(codec.TooLarge):
        codec.encode(["a", Posing("b" * 900)], limits=codec.CodecLimits(max_bytes=500))


def test_a_type_is_found_in_its_module_as_that_is_now(monkeypatch):
    table = {"late": Kind({"late_module:Thing": id}, id), "int": Kind({int: id}, id)}
    assert set(kinds_by_id(table)) == {id(int)}
    module = types.ModuleType("late_module")  # as one that is being imported in another thread, and then is
    monkeypatch.setitem(sys.modules, "late_module", module)
    assert set(kinds_by_id(table)) == {id(int)}
    for _ in range(2):  # the second time it was loaded anew
        module.Thing = type("Thing", (), {})
        assert set(kinds_by_id(table)) == {id(int), id(module.Thing)}
        assert kinds_by_id(table)[id(module.Thing)][0] == "late"
