"""pandas: Series, DataFrame, the kinds of Index, extension arrays and scalars.

Each is taken apart into arrays, names and plain data, and put together again by pandas' constructors from parts
that were checked on their own::

    ["series", COLUMN, INDEX, NAME]          COLUMN: an "array", "masked", "strings", "categories" or "zoned"
    ["frame", INDEX, INDEX, ARRAY]           rows, labels, and a table of two dimensions
    ["frame", INDEX, INDEX, ["list", COLUMN...]]
    ["index", COLUMN, NAME, FREQUENCY]       FREQUENCY: None, or text such as "2h", for times only
    ["range index", start, stop, step, NAME]
    ["multi index", [INDEX...], [CODES...], [NAME...]]
    ["masked", dtype, VALUES, MISSING]       nullable integers, floats and booleans
    ["strings", storage, "NA" or "nan", ["list", TEXT or None...]]
    ["categories", CODES, INDEX, ordered]
    ["zoned", ARRAY, ZONE]                   times in UTC
    ["timestamp", SCALAR, ZONE]  ["duration", SCALAR]  ["NA"]  ["NaT"]

Whatever has another extension dtype (periods, intervals, Arrow) becomes a reference; sparse columns arrive dense.
``attrs`` and ``flags`` are not carried, nor is a frequency that is not listed in columns.
"""

from __future__ import annotations

from typing import Any

from . import columns
from .checks import MalformedValue, exactly, only, pandas
from .columns import (
    PART,
    check_calendar,
    column_of,
    dtype_for,
    keeps_dtype,
    read_column,
    read_index,
)
from .core import Kind, Reader, Writer
from .numeric import np
from .plain import decode_zone, encode_zone


def encode_series(writer: Writer, value: Any) -> list[Any]:
    value = pandas().Series(value, copy=False)  # of a subclass, the Series in it
    return [writer.node(column_of(value)), writer.node(value.index), writer.node(value.name)]


def decode_series(reader: Reader, fields: list[Any]) -> Any:
    column, index, name = exactly(fields, 3)
    column, index = read_column(reader, column), read_index(reader, index)
    return make_series(column, index, reader.node(name))


def make_series(column: Any, index: Any, name: Any = None) -> Any:
    """Return a Series that holds a column as it is."""
    if len(column) != len(index):
        raise MalformedValue(f"a column of {len(column):,} rows has an index of {len(index):,}")
    made = pandas().Series(column, index=index, name=name, dtype=dtype_for(column))
    return keeps_dtype(made, column)


def encode_frame(writer: Writer, value: Any) -> list[Any]:
    value = pandas().DataFrame(value, copy=False)  # of a subclass, the DataFrame in it
    kinds = value.dtypes.unique()
    if len(kinds) == 1 and isinstance(kinds[0], np.dtype) and kinds[0].kind != "O":
        content = value.to_numpy()  # one block: a table of pixels has hundreds of columns
    else:
        writer.count(PART * value.shape[1])
        content = [column_of(value.iloc[:, place]) for place in range(value.shape[1])]
    return [writer.node(value.index), writer.node(value.columns), writer.node(content)]


def decode_frame(reader: Reader, fields: list[Any]) -> Any:
    index, labels, content = exactly(fields, 3)
    index, labels = read_index(reader, index), read_index(reader, labels)
    if type(content) is list and content[:1] == ["list"]:
        reader.count(PART * (len(content) - 1))
        return frame_of_columns([read_column(reader, node) for node in content[1:]], index, labels)
    block = reader.of(content, np.ndarray)
    if block.shape != (len(index), len(labels)) or block.dtype == object:
        raise MalformedValue("the values of a DataFrame do not fit its index and columns")
    frame = pandas().DataFrame(block, index=index, columns=labels)
    if any(dtype != block.dtype for dtype in frame.dtypes.unique()):
        raise MalformedValue(f"pandas does not hold a column of {block.dtype}")
    return frame


def frame_of_columns(content: list[Any], index: Any, labels: Any) -> Any:
    """Return a DataFrame of columns, whose labels may repeat."""
    if len(content) != len(labels):
        raise MalformedValue(f"{len(labels):,} labels stand over {len(content):,} columns")
    series = {place: make_series(column, index) for place, column in enumerate(content)}
    frame = pandas().DataFrame(series, index=index)
    frame.columns = labels
    return frame


# Scalars


def encode_time(writer: Writer, value: Any) -> list[Any]:
    zone = encode_zone(value.tzinfo)
    if zone is not None:
        check_calendar(value.asm8)
    return [writer.node(value.asm8), zone]


def decode_time(reader: Reader, fields: list[Any]) -> Any:
    node, zone = exactly(fields, 2)
    instant, zone = reader.of(node, np.datetime64), decode_zone(zone)
    made = keeps_unit(pandas().Timestamp(instant), instant)
    if zone is None:
        return made
    check_calendar(instant)
    return made.tz_localize("UTC").tz_convert(zone)


def encode_duration(writer: Writer, value: Any) -> list[Any]:
    return [writer.node(value.asm8)]


def decode_duration(reader: Reader, fields: list[Any]) -> Any:
    length = reader.of(only(fields), np.timedelta64)
    return keeps_unit(pandas().Timedelta(length), length)


def keeps_unit(made: Any, value: Any) -> Any:
    """Return a pandas scalar, unless it is none or of another unit than the NumPy scalar it is made of."""
    if made is pandas().NaT or made.asm8.dtype != value.dtype:
        raise MalformedValue(f"pandas has no time of {value.dtype}")
    return made


def encode_missing(writer: Writer, value: Any) -> list[Any]:
    return []


def decode_missing(name: str) -> Any:
    def decode(reader: Reader, fields: list[Any]) -> Any:
        exactly(fields, 0)
        if reader.judged and name == "NA":
            return None  # the truth of a comparison with NA is an error, and all() of them is true
        return getattr(pandas(), name)

    return decode


def _kind(names: str, encode: Any, decode: Any, weight: int = PART) -> Kind:
    return Kind(dict.fromkeys(names.split(), encode), decode, closed=True, weight=weight)


KINDS = {
    "series": _kind("pandas:Series", encode_series, decode_series),
    "frame": _kind("pandas:DataFrame", encode_frame, decode_frame),
    "index": _kind("pandas:Index", columns.encode_index, columns.decode_index),
    "range index": _kind("pandas:RangeIndex", columns.encode_range_index, columns.decode_range_index),
    "multi index": _kind("pandas:MultiIndex", columns.encode_multi_index, columns.decode_multi_index, 5 * PART),
    **columns.ALONE,
    "timestamp": _kind("pandas:Timestamp", encode_time, decode_time, 0),
    "duration": _kind("pandas:Timedelta", encode_duration, decode_duration, 0),
    "NA": _kind("pandas._libs.missing:NAType", encode_missing, decode_missing("NA"), 0),
    "NaT": _kind("pandas._libs.tslibs.nattype:NaTType", encode_missing, decode_missing("NaT"), 0),
}
