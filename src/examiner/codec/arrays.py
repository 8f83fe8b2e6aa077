"""NumPy arrays and scalars, and the tensors of TensorFlow and Keras, which arrive as arrays.

An array is ``["array", dtype, shape, data]``. The dtype is text such as ``"<f8"`` or ``">M8[25us]"``, or a list
``[[name, text], ...]`` for a packed record; its data are then the bytes in C order. The dtype ``"O"`` stands for
Python objects; its data are a list of nodes. A masked array arrives with NaN, or None where its dtype has none, in
each place that is masked. Types that C tells apart but not by size are one: ``np.longlong``
arrives as ``np.int64`` where both have 64 bits.
"""

from __future__ import annotations

import contextlib
import ctypes
import math
import re
from typing import Any

from .checks import (
    MalformedValue,
    Unencodable,
    exactly,
    only,
    over,
    shown,
    whole,
)
from .core import Kind, Node, Reader, Walker, Writer
from .numeric import np
from .plain import decode_bytes, encode_bytes, is_unicode

Array = np.ndarray[Any, Any]
DType = np.dtype[Any]

MAX_DIMENSIONS = 32  # NumPy 1 knew no more
MAX_FIELDS = 1000
_NUMBERS = {bool: "b", int: "i", float: "f", complex: "c"}
_LONG = ctypes.sizeof(ctypes.c_longdouble)
_UNIT = r"\[(?:[1-9][0-9]{0,8})?(?:Y|M|W|D|h|m|s|ms|us|ns|ps|fs|as)\]"
_DTYPE = re.compile(
    rf"\|b1|[|<>](?:[iu][1248]|f(?:2|4|8|{_LONG})|c(?:8|16|{2 * _LONG})|[SU][1-9][0-9]{{0,8}}|[Mm]8(?:{_UNIT})?)"
)


def encode_array(writer: Writer, value: Array) -> list[Any]:
    array = np.ndarray.view(value, np.ndarray)  # a subclass may override whatever else we would ask
    if array.dtype == object:
        return encode_objects(writer, array)
    name = encode_dtype(array.dtype)
    check_shape(array.shape, array.dtype.itemsize, writer)
    writer.room(array.size * array.dtype.itemsize)
    flat = np.ascontiguousarray(array).reshape(-1)
    return [name, list(array.shape), writer.blob(flat.view(np.uint8).data)]


def decode_array(reader: Reader, fields: list[Any]) -> Array:
    name, shape, data = exactly(fields, 3)
    if name == "O":
        array = decode_objects(reader, shape, data)
        return of_numbers(array) if reader.judged else array
    dtype = decode_dtype(name)
    shape = decode_shape(reader, shape, dtype.itemsize)
    raw = reader.blob(data, math.prod(shape) * dtype.itemsize)
    array = np.empty(shape, dtype)
    if raw:
        array.reshape(-1).view(np.uint8).data[:] = raw
        check_content(array)
    return array


def encode_scalar(writer: Writer, value: np.generic) -> list[Any]:
    array = np.generic.__array__(value)
    return [encode_dtype(array.dtype), writer.blob(array.tobytes())]


def decode_scalar(reader: Reader, fields: list[Any]) -> Any:
    name, data = exactly(fields, 2)
    if name == "O":
        raise MalformedValue("a NumPy scalar is no Python object")
    return decode_array(reader, [name, [], data])[()]


def encode_numpy_text(writer: Writer, value: np.str_) -> list[Any]:
    return [writer.node(str.__str__(value))]


def decode_numpy_text(reader: Reader, fields: list[Any]) -> np.str_:
    return np.str_(reader.of(only(fields), str))


def decode_numpy_bytes(reader: Reader, fields: list[Any]) -> np.bytes_:
    return np.bytes_(decode_bytes(reader, fields))


def encode_tensor(writer: Writer, value: Any) -> list[Any]:
    found = value.numpy()  # raises for a symbolic tensor, which so becomes a reference
    if type(found) is bytes:  # np.asarray would cut trailing zero bytes off
        found, content = np.empty((), object), found
        found[()] = content
    array = np.asarray(found)
    if array.dtype.name == "bfloat16":  # no dtype of NumPy's; float32 holds each of its values
        array = array.astype(np.float32)
    return encode_array(writer, array)


def encode_masked(writer: Writer, value: Any) -> list[Any]:
    content = np.ndarray.view(value, np.ndarray)
    mask = np.asarray(np.ma.getmaskarray(value))
    check_shape(content.shape, content.dtype.itemsize, writer)
    if content.dtype.names is not None or mask.dtype != bool:
        raise Unencodable("a masked array of records is no plain data")
    if not mask.any():
        return encode_array(writer, content)
    numeric = content.dtype.kind in "iufc"
    content = content.astype(np.result_type(content.dtype, np.float64) if numeric else object)
    content[mask] = np.nan if numeric else None  # the number below a mask is none that the student gave
    return encode_array(writer, content)


def encode_dense(writer: Writer, value: Any) -> list[Any]:
    """Read an extension array that stands for a NumPy array."""
    check_shape(value.shape, getattr(value.dtype, "subtype", value.dtype).itemsize, writer)
    return encode_array(writer, np.asarray(value))


def encode_objects(writer: Writer, array: Array) -> list[Any]:
    writer.expect(array.size)
    check_shape(array.shape, 1, writer)
    return ["O", list(array.shape), [writer.node(item) for item in array.reshape(-1).tolist()]]


def decode_as_sent(reader: Reader, fields: list[Any]) -> Array:
    """Return a column, which keeps the dtype of Python objects also where they are numbers."""
    name, *rest = exactly(fields, 3)
    return decode_objects(reader, *rest) if name == "O" else decode_array(reader, fields)


def decode_objects(reader: Reader, shape_field: Any, nodes: Any) -> Array:
    shape = decode_shape(reader, shape_field, 1)
    items = [reader.node(node) for node in exactly(nodes, math.prod(shape))]
    return np.fromiter(items, object, len(items)).reshape(shape)  # other ways unpack items that are sequences


def of_numbers(array: Array) -> Array:
    """Return an array of Python objects as one of numbers or of truth values if it holds nothing else."""
    kinds = {kind_of(item) for item in array.reshape(-1).tolist()}
    if not kinds or kinds <= {"i", "f", "c"} or kinds == {"b"}:
        with contextlib.suppress(OverflowError):  # an integer that no dtype holds
            found = np.array(array.tolist(), int if kinds == {"i"} else None)
            return found if found.dtype.kind in "bifc" and found.shape == array.shape else array
    return array


def kind_of(item: Any) -> str:
    """Return the letter of a number's kind of dtype, ``"O"`` for anything else."""
    if isinstance(item, np.generic):
        return {"u": "i"}.get(item.dtype.kind, item.dtype.kind)
    return _NUMBERS.get(type(item), "O")


def decode_shape(reader: Reader, field: Any, itemsize: int) -> tuple[int, ...]:
    """Return a shape that is known to be harmless."""
    if type(field) is not list:
        raise MalformedValue(f"no shape is written {shown(field)}")
    shape = tuple(map(whole, field))
    if any(length < 0 for length in shape):
        raise MalformedValue("a length in a shape is negative")
    check_shape(shape, itemsize, reader)
    return shape


def check_shape(shape: tuple[int, ...], itemsize: int, walker: Walker) -> None:
    """Refuse a huge shape, also where it has a zero: what is computed from it need not have one."""
    if len(shape) > MAX_DIMENSIONS:
        raise over("an array", len(shape), MAX_DIMENSIONS, "dimensions")
    size = math.prod(length for length in shape if length) * itemsize
    if size > walker.limits.max_bytes:
        raise over("an array", size, walker.limits.max_bytes, "bytes")


def encode_dtype(dtype: DType) -> Node:
    """Return the field for a dtype, or raise Unencodable."""
    if dtype.names is None:
        if not _DTYPE.fullmatch(dtype.str) or np.dtype(dtype.str) != dtype:
            raise Unencodable(f"an array of {dtype} is no plain data")
        return dtype.str
    record = [(name, dtype[name].str) for name in dtype.names]
    if not all(_DTYPE.fullmatch(text) and is_unicode(name) for name, text in record):
        raise Unencodable("an array of records that are not simple is no plain data")
    if np.dtype(record) != dtype or len(record) > MAX_FIELDS:
        raise Unencodable("an array of records with gaps or titles is no plain data")
    return [list(pair) for pair in record]


def decode_dtype(field: Any) -> DType:
    """Return the dtype of a field, never one of Python objects."""
    if type(field) is list and 0 < len(field) <= MAX_FIELDS:
        record = [(name, decode_dtype(text)) for name, text in (exactly(pair, 2) for pair in field)]
        names = tuple(name for name, _ in record)
        if all(type(name) is str for name in names) and not any(dtype.names for _, dtype in record):
            dtype = np.dtype(record)
            if dtype.names == names:  # NumPy gives an empty name another
                return dtype
    elif type(field) is str and _DTYPE.fullmatch(field):
        dtype = np.dtype(field)
        if dtype.str == field:
            return dtype
    raise MalformedValue(f"no dtype is written {shown(field)}")


def check_content(array: Array) -> None:
    """Refuse bytes that are no value of the dtype; NumPy takes them as they are and then contradicts itself."""
    if array.dtype.names is not None:
        for name in array.dtype.names:
            check_content(np.array(array[name]))
    elif array.dtype.kind == "b" and array.reshape(-1).view(np.uint8).max() > 1:
        raise MalformedValue("a truth value is neither 0 nor 1")
    elif array.dtype.kind == "U":
        points = array.reshape(-1).view(np.dtype("u4").newbyteorder(array.dtype.byteorder))
        if points.max() > 0x10FFFF:
            raise MalformedValue("a character is outside Unicode")
    elif array.dtype.kind == "M" and np.datetime_data(array.dtype)[0] == "generic" and not np.isnat(array).all():
        raise MalformedValue("a date without a unit is no date")  # NumPy cannot even show it
    elif array.dtype.kind in "fc" and np.finfo(array.dtype).nmant == 63:
        check_extended(array)


def check_extended(array: Array) -> None:
    """Refuse x87 numbers whose leading bit contradicts their exponent: the C library has overflowed on them."""
    words = array.reshape(-1).view(np.uint8).reshape(-1, _LONG)
    if array.dtype.byteorder == ">":
        words = words[:, ::-1]
    exponent = (words[:, 8] != 0) | (words[:, 9] & 0x7F != 0)
    if np.any(exponent & (words[:, 7] < 0x80)):
        raise MalformedValue("a long double is no number")


KINDS = {
    "array": Kind(
        {
            np.ndarray: encode_array,
            "numpy.ma:MaskedArray": encode_masked,
            "pandas.arrays:NumpyExtensionArray": encode_dense,
            "pandas.arrays:SparseArray": encode_dense,
            "pandas.arrays:TimedeltaArray": encode_dense,
            "tensorflow.python.framework.ops:EagerTensor": encode_tensor,
            "tensorflow.python.ops.variables:Variable": encode_tensor,
            "keras:Variable": encode_tensor,
        },
        decode_array,
        closed=True,
    ),
    "scalar": Kind({np.generic: encode_scalar}, decode_scalar),
    "numpy text": Kind({np.str_: encode_numpy_text}, decode_numpy_text),
    "numpy bytes": Kind({np.bytes_: encode_bytes}, decode_numpy_bytes),
}
