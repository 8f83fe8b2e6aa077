"""What pandas objects are made of: columns, which are NumPy arrays or extension arrays, and indexes.

An extension array that stands alone is an array of a NumPy dtype once it is judged: comparing it would give an array
that is true whatever it holds. So is a column of a nullable dtype: where it has no value its comparison is neither true
nor false, and ``all()`` passes over that.

=====================  ==========================  ===============================
sent                   alone                       in a Series, frame or Index
=====================  ==========================  ===============================
nullable numbers       the dtype below; with       the same
                       missing ones floats, NaN
nullable truth values  bool; with missing ones     the same
                       objects, None
nullable text          text; objects and None      ``str``, missing ones NaN
Categorical            its values                  category
times in a time zone   objects, ``Timestamp``      the same dtype
sparse                 dense                       dense
=====================  ==========================  ===============================
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .arrays import decode_as_sent, encode_dense, of_numbers
from .checks import (
    MalformedValue,
    exactly,
    pandas,
    shown,
)
from .core import Kind, Node, Reader, Writer
from .numeric import np
from .plain import decode_zone, encode_zone
from .unfolding import check_categories, check_labels, check_rows, check_tuples

PART = 50  # nodes that a pandas object counts for: making one takes 0.02 to 0.1 ms, a MultiIndex 0.5 ms
CHARACTER = 4  # bytes of one in an array of text
FREQUENT_ROWS = 100_000  # pandas checks a frequency row by row, in Python
TICKS_A_DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}  # pandas' units
FIRST_DAY, LAST_DAY = -719_161, 2_932_895  # 0001-01-02 and 9999-12-30, counted from 1970-01-01

_FREQUENCY = re.compile(r"-?(?:[1-9][0-9]{0,2})?(?:D|B|h|min|s|ms|us|ns|MS|ME|W-[A-Z]{3}|[QY](?:S|E)-[A-Z]{3})")
_MASKED = {
    **{f"{sign}Int{bits}": "IntegerArray" for sign in ("", "U") for bits in (8, 16, 32, 64)},
    "Float32": "FloatingArray",
    "Float64": "FloatingArray",
    "boolean": "BooleanArray",
}


def column_of(values: Any) -> Any:
    """Return the values of a Series or Index as a column."""
    return values.to_numpy() if isinstance(values.dtype, np.dtype) else values.array


def alone(decode: Callable[[Reader, list[Any]], Any]) -> Callable[[Reader, list[Any]], Any]:
    """Return the function that decodes an extension array which is no column: where it is judged, to an array."""

    def decode_alone(reader: Reader, fields: list[Any]) -> Any:
        found = decode(reader, fields)
        if not reader.judged or isinstance(found, np.ndarray):
            return found
        reader.count(len(found))  # each becomes an object, which takes as long as one that was sent on its own
        items = found.tolist()
        if items and all(type(item) is str for item in items):
            return texts(reader, items)
        missing = pandas().isna(found)
        return of_numbers(np.fromiter([None if no else x for x, no in zip(items, missing, strict=True)], object))

    return decode_alone


def texts(reader: Reader, items: list[str]) -> Any:
    """Return an array of texts; of Python objects where NumPy would pad a few long ones to more than a value may be."""
    padded = CHARACTER * max(map(len, items)) * len(items)
    return np.fromiter(items, object) if padded > reader.limits.max_bytes else np.array(items)


def read_column(reader: Reader, node: Node) -> Any:
    """Return a column: one-dimensional, of a known kind."""
    column = reader.node(node, COLUMNS)
    if not isinstance(column, np.ndarray | pandas().api.extensions.ExtensionArray) or column.ndim != 1:
        raise MalformedValue("a column is no one-dimensional array")
    return column


def dtype_for(column: Any) -> Any:
    """Return the dtype to ask for, lest pandas infer another from Python objects."""
    return object if column.dtype == object else None


def keeps_dtype(made: Any, column: Any) -> Any:
    """Return what was made of a column, unless pandas has changed the column's type or length."""
    if made.dtype != column.dtype or len(made) != len(column):
        raise MalformedValue(f"pandas does not hold a column of {column.dtype}")
    return made


def encode_masked(writer: Writer, value: Any) -> list[Any]:
    dtype = value.dtype
    fill = dtype.numpy_dtype.type(0)
    return [dtype.name, writer.node(value.to_numpy(dtype.numpy_dtype, na_value=fill)), writer.node(value.isna())]


def decode_masked(reader: Reader, fields: list[Any]) -> Any:
    name, values, missing = exactly(fields, 3)
    if type(name) is not str or name not in _MASKED:
        raise MalformedValue(f"no nullable dtype is called {shown(name)}")
    values, missing = reader.of(values, np.ndarray), reader.of(missing, np.ndarray)
    dtype = pandas().api.types.pandas_dtype(name)
    if values.dtype != dtype.numpy_dtype or values.ndim != 1 or missing.shape != values.shape:
        raise MalformedValue(f"these are not the values of a column of {name}")
    if missing.dtype == bool and reader.judged:
        return without_missing(values, missing)
    return getattr(pandas().arrays, _MASKED[name])(values, missing)


def without_missing(values: Any, missing: Any) -> Any:
    """Return the values of a nullable column as an array of a NumPy dtype."""
    if not missing.any():
        return values
    numeric = values.dtype != bool
    values = values.astype(float if numeric else object)
    values[missing] = np.nan if numeric else None
    return values


def encode_strings(writer: Writer, value: Any) -> list[Any]:
    missing = "NA" if value.dtype.na_value is pandas().NA else "nan"
    return [value.dtype.storage, missing, writer.node(value.to_numpy(object, na_value=None).tolist())]


def decode_strings(reader: Reader, fields: list[Any]) -> Any:
    storage, missing, nodes = exactly(fields, 3)
    if storage not in ("python", "pyarrow") or missing not in ("NA", "nan"):
        raise MalformedValue(f"no text dtype is called {shown(storage)}, {shown(missing)}")
    texts = reader.of(nodes, list)
    if not all(text is None or type(text) is str for text in texts):
        raise MalformedValue("a column of text holds something else")
    pd = pandas()
    dtype = pd.StringDtype(storage, na_value=pd.NA if missing == "NA" and not reader.judged else np.nan)
    return pd.array(texts, dtype=dtype)


def encode_categories(writer: Writer, value: Any) -> list[Any]:
    check_labels(value.categories, writer)
    check_categories(value.codes, value.categories, writer)
    return [writer.node(np.asarray(value.codes)), writer.node(value.categories), bool(value.ordered)]


def decode_categories(reader: Reader, fields: list[Any]) -> Any:
    codes, categories, ordered = exactly(fields, 3)
    codes, categories = reader.of(codes, np.ndarray), read_index(reader, categories)
    check_labels(categories, reader)
    if type(ordered) is not bool or codes.ndim != 1 or codes.dtype.kind != "i":
        raise MalformedValue("these are not the codes of a Categorical")
    check_categories(codes, categories, reader)
    pd = pandas()
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(categories, ordered))


def encode_zoned(writer: Writer, value: Any) -> list[Any] | tuple[str, list[Any]]:
    if value.tz is None:
        return "array", encode_dense(writer, value)
    instants = np.asarray(value.tz_convert(None))
    check_calendar(instants)
    return [writer.node(instants), encode_zone(value.tz)]


def decode_zoned(reader: Reader, fields: list[Any]) -> Any:
    values, zone = exactly(fields, 2)
    values, zone = reader.of(values, np.ndarray), decode_zone(zone)
    if values.dtype.kind != "M" or values.ndim != 1 or zone is None:
        raise MalformedValue("these are not times in a time zone")
    check_calendar(values)
    index = keeps_dtype(pandas().DatetimeIndex(values), values)
    return index.tz_localize("UTC").tz_convert(zone).array


def check_calendar(instants: Any) -> None:
    """Refuse instants that have no date in every time zone: pandas makes them and then cannot show them."""
    day = TICKS_A_DAY.get(np.datetime_data(instants.dtype)[0], 0)
    first, last = max(FIRST_DAY * day, -(2**63) + 2 * day), min(LAST_DAY * day, 2**63 - 2 * day)
    numbers = np.asarray(instants).view(np.int64)  # NumPy's own conversion to days overflows near the ends
    if not day or not np.all(np.isnat(instants) | ((numbers >= first) & (numbers <= last))):
        raise MalformedValue("a time in a time zone is outside the years 1 to 9999, or what its unit can hold")


def encode_index(writer: Writer, value: Any) -> list[Any]:
    column = column_of(value)
    if column.dtype == object:
        writer.guard_keys(column.tolist())
    return [writer.node(column), writer.node(value.name), frequency_of(value)]


def frequency_of(index: Any) -> str | None:
    """Return the frequency of an index of times, if it is one that travels."""
    name = getattr(index, "freqstr", None) if len(index) <= FREQUENT_ROWS else None
    return name if name and _FREQUENCY.fullmatch(name) else None


def decode_index(reader: Reader, fields: list[Any]) -> Any:
    column, name, frequency = exactly(fields, 3)
    column, name = read_column(reader, column), reader.node(name)
    if column.dtype == object:
        reader.guard_keys(column.tolist())
    pd = pandas()
    index = pd.Index(column, dtype=dtype_for(column), name=name)
    if frequency is not None:
        if type(frequency) is not str or not _FREQUENCY.fullmatch(frequency) or len(index) > FREQUENT_ROWS:
            raise MalformedValue(f"no frequency is written {shown(frequency)}")
        index = type(index)(index, freq=frequency)
    return keeps_dtype(index, column)


def encode_range_index(writer: Writer, value: Any) -> list[Any]:
    check_rows(value, writer)
    return [*(writer.node(int(part)) for part in (value.start, value.stop, value.step)), writer.node(value.name)]


def decode_range_index(reader: Reader, fields: list[Any]) -> Any:
    *parts, name = exactly(fields, 4)
    index = pandas().RangeIndex(*[reader.of(part, int) for part in parts], name=reader.node(name))
    check_rows(index, reader)
    return index


def encode_multi_index(writer: Writer, value: Any) -> list[Any]:
    check_tuples(value, writer, value.nlevels)
    for level in value.levels:
        check_labels(level, writer)
    levels = [writer.node(level.rename(None)) for level in value.levels]
    codes = [writer.node(np.asarray(code)) for code in value.codes]
    return [levels, codes, [writer.node(name) for name in value.names]]


def decode_multi_index(reader: Reader, fields: list[Any]) -> Any:
    levels, codes, names = (part if type(part) is list else [] for part in exactly(fields, 3))
    if not levels or len(codes) != len(levels) or len(names) != len(levels):
        raise MalformedValue("a MultiIndex has no levels, or not as many codes and names")
    columns = [reader.of(node, np.ndarray) for node in codes]
    if any(column.ndim != 1 or column.dtype.kind != "i" for column in columns):
        raise MalformedValue("these are not the codes of a MultiIndex")
    check_tuples(columns[0], reader, len(columns))
    indexes = [read_index(reader, level) for level in levels]
    for index in indexes:
        check_labels(index, reader)
    return pandas().MultiIndex(levels=indexes, codes=columns, names=[reader.node(name) for name in names])


def read_index(reader: Reader, node: Node) -> Any:
    """Return a node's value, which must be an Index."""
    index = reader.node(node)
    if not isinstance(index, pandas().Index):
        raise MalformedValue("something else stands where an Index belongs")
    return index


def _extension(names: str, encode: Any, decode: Any) -> Kind:
    return Kind(dict.fromkeys(names.split(), encode), decode, closed=True, weight=PART)


# What stands for a column; the same tags elsewhere stand for an array that is alone.
COLUMNS = {
    "array": Kind({}, decode_as_sent, closed=True),
    "masked": _extension(
        "pandas.arrays:IntegerArray pandas.arrays:FloatingArray pandas.arrays:BooleanArray",
        encode_masked,
        decode_masked,
    ),
    "strings": _extension("pandas.arrays:StringArray pandas.arrays:ArrowStringArray", encode_strings, decode_strings),
    "categories": _extension("pandas:Categorical", encode_categories, decode_categories),
    "zoned": _extension("pandas.arrays:DatetimeArray", encode_zoned, decode_zoned),
}
ALONE = {tag: kind._replace(decode=alone(kind.decode)) for tag, kind in COLUMNS.items() if tag != "array"}
