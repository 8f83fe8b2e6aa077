"""What a hostile kernel may send: decoding refuses it, or returns plain data, within bounded time and memory."""

from __future__ import annotations

import json
import struct
import time
import tracemalloc
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from examiner import codec
from examiner.codec import wire

hostile = settings(deadline=None, max_examples=600, database=None)
MIB = 2**20


def read(tree, *buffers, **options):
    return codec.decode(json.dumps(tree).encode(), buffers, **options)


def floats(count=3):
    return ["array", "<f8", [count], bytes(8 * count).hex()]


INDEX = ["range index", ["int", "0"], ["int", "3"], ["int", "1"], None]
LABELS = ["index", ["array", "O", [1], ["a"]], None, None]
TIMES = ["array", "<M8[us]", [3], np.arange(3).tobytes().hex()]
CODES = ["array", "|i1", [3], "000100"]
LEVEL = ["index", ["array", "O", [2], ["a", "b"]], None, None]


def test_the_parts_of_the_malformed_messages_below_are_themselves_well_formed():
    assert read(["series", floats(), INDEX, None]).tolist() == [0, 0, 0]
    assert read(["frame", INDEX, LABELS, ["list", floats()]]).shape == (3, 1)
    assert read(["index", TIMES, None, "us"]).freqstr == "us"
    assert read(["multi index", [LEVEL], [CODES], [None]]).tolist() == [("a",), ("b",), ("a",)]
    assert read(["categories", CODES, LEVEL, False]).tolist() == ["a", "b", "a"]
    assert read(["masked", "Float64", floats(), ["array", "|b1", [3], "000001"]]).isna().sum() == 1
    assert read(["zoned", TIMES, ["fixed", 0]]).tz is not None
    assert read(["strings", "python", "nan", ["list", "a", None]]).tolist()[0] == "a"


malformed = {
    # the header
    "a number": 1,
    "a fraction": 1.5,
    "an object": {},
    "an object inside": ["list", {"a": 1}],
    "an empty list": [],
    "a tag that is no text": [1, 2],
    "a tag that is a list": [["list"]],
    "an unknown tag": ["pickle", "80049"],
    "a tag without fields": ["int"],
    "the tag of what has none": ["itself"],
    # numbers
    "an integer in decimals": ["int", 1],
    "an integer that is true": ["int", True],
    "an integer with spaces": ["int", " ff"],
    "an integer with an underscore": ["int", "f_f"],
    "an integer with a prefix": ["int", "0xff"],
    "an integer with a plus": ["int", "+1"],
    "an integer in other digits": ["int", "１"],
    "an integer ending in a newline": ["int", "1\n"],
    "an empty integer": ["int", ""],
    "a short float": ["float", "3ff0"],
    "a float in capitals": ["float", "3FF0000000000000"],
    "a float with spaces": ["float", "3ff00000 0000000"],
    "a float as a number": ["float", 1.0],
    "a float with two fields": ["float", "3ff0000000000000", "3ff0000000000000"],
    "a short complex": ["complex", "3ff0000000000000"],
    # text and bytes
    "bytes of odd length": ["bytes", "abc"],
    "bytes that are no digits": ["bytes", "zz"],
    "long bytes outside a buffer": ["bytes", "00" * 65],
    "text that is no UTF-8": ["text", "ff"],
    "a buffer that is not there": ["bytes", 0],
    "a buffer before the first": ["bytes", -1],
    "a buffer numbered true": ["bytes", True],
    "a buffer numbered 0.0": ["bytes", 0.0],
    # containers
    "a key without a value": ["dict", "a"],
    "a key twice": ["dict", "a", None, "a", None],
    "a key twice, in two types": ["dict", ["int", "1"], None, True, None],
    "a list as key": ["dict", ["list"], None],
    "a dict in a tuple as key": ["dict", ["tuple", ["dict"]], None],
    "an array as key": ["dict", floats(), None],
    "a frame as key": ["dict", ["frame", INDEX, LABELS, ["list", floats()]], None],
    "a reference as key": ["dict", ["ref", ["dict"]], None],
    "a member twice": ["set", "a", "a"],
    "a list in a set": ["set", ["list"]],
    "a set in a set": ["set", ["set"]],
    "a range with step 0": ["range", ["int", "0"], ["int", "1"], ["int", "0"]],
    "a range of floats": ["range", *[["float", "3ff0000000000000"]] * 3],
    "a range of truths": ["range", True, True, True],
    "a slice with two fields": ["slice", None, None],
    # dates
    "a 13th month": ["date", 2024, 13, 1],
    "a year in text": ["date", "2024", 1, 1],
    "a year that is true": ["date", True, 1, 1],
    "a fold of 2": ["datetime", 2024, 1, 1, 0, 0, 0, 0, 2, None],
    "a zone that is a path": ["datetime", 2024, 1, 1, 0, 0, 0, 0, 0, ["zone", "../../../etc/passwd"]],
    "a zone that is an absolute path": ["datetime", 2024, 1, 1, 0, 0, 0, 0, 0, ["zone", "/etc/localtime"]],
    "a zone that is a module": ["datetime", 2024, 1, 1, 0, 0, 0, 0, 0, ["zone", "os.path"]],
    "a zone that is nowhere": ["datetime", 2024, 1, 1, 0, 0, 0, 0, 0, ["zone", "Atlantis"]],
    "a zone in text": ["datetime", 2024, 1, 1, 0, 0, 0, 0, 0, "UTC"],
    "a zone of two days": ["datetime", 2024, 1, 1, 0, 0, 0, 0, 0, ["fixed", 172800 * 10**6]],
    "a zone whose name is a number": ["datetime", 2024, 1, 1, 0, 0, 0, 0, 0, ["fixed", 0, 1]],
    "a span beyond the largest": ["timedelta", 10**10, 0, 0],
    # dtypes
    **{
        f"dtype {dtype!r}": ["array", dtype, [1], "00" * 8]
        for dtype in (
            *(
                "O8",
                "|O",
                "<O8",
                "object",
                "V8",
                "|V8",
                "f8",
                "=f8",
                "float64",
                "<f8 ",
                "<f8\n",
                "<f08",
                "<b8",
                "|f8",
            ),
            *("<f3", "<f12", "<i16", "<U0", "|S0", "<U02", "<S8", "|U2", "<M8[]", "<M8[0s]", "<M8[s/2]", "<M8[x]"),
            *("<M8[99999999999s]", "<m4", "f8,f8", "<f8,<f8", "(2,)<f4", "{'a':'f8'}", "", None, 8, True),
            *(
                [],
                [[]],
                [["a"]],
                [["a", "O"]],
                [["a", "|O8"]],
                [["a", [["b", "<f8"]]]],
                [["", "<f8"]],
                [[1, "<f8"]],
            ),
            *([["a", "<f4"], ["a", "<f4"]], [["a", "<f8", [1]]], [["a", "|V8"]], [["a", "<f4"]] * 2000),
        )
    },
    # shapes
    **{
        f"shape {shape!r}": ["array", "<f8", shape, "00" * 8]
        for shape in (
            *(
                [-1],
                [-1, -1],
                [True],
                [1.0],
                ["1"],
                [None],
                [[1]],
                1,
                None,
                "1",
                [2],
                [0],
                [1, 0],
                [2**63, 0],
                [2**64],
            ),
            *([0, 2**62], [2**32, 2**32], [1] * 33, [1] * 65, [-(2**63), 0]),
        )
    },
    "an array with too little data": ["array", "<f8", [2], "00" * 8],
    "an array with data that does not fit": ["array", "<f8", [1], "00" * 7],
    "an array of objects without nodes": ["array", "O", [1], "00" * 8],
    "an array of objects with too few": ["array", "O", [2], [None]],
    "an array of references": ["array", "O", [1], [["ref", ["dict"]]]],
    "a truth value of 2": ["array", "|b1", [2], "0102"],
    "a truth value of 2 in a record": ["array", [["a", "|b1"], ["b", "<f4"]], [1], "0200000000"],
    "a scalar truth of 255": ["scalar", "|b1", "ff"],
    "a character beyond Unicode": ["array", "<U1", [1], "00001100"],
    "a character beyond Unicode, big-endian": ["array", ">U1", [1], "00110000"],
    "a scalar object": ["scalar", "O", "00" * 8],
    "a scalar that holds a node": ["scalar", "O", [["list"]]],
    "a scalar of the wrong size": ["scalar", "<f8", "00" * 4],
    "NumPy text of bytes": ["numpy text", ["bytes", ""]],
    # pandas
    "a series without an index": ["series", floats(), None, None],
    "a series of another length": ["series", floats(2), INDEX, None],
    "a series of a list": ["series", ["list"], INDEX, None],
    "a series of a table": ["series", ["array", "<f4", [3, 1], "00" * 12], INDEX, None],
    "a series with a list for a name": ["series", floats(), INDEX, ["list"]],
    "a series of days": ["series", ["array", "<M8[D]", [3], "00" * 24], INDEX, None],
    "a series of references": ["series", ["array", "O", [3], [["ref", ["dict"]]] * 3], INDEX, None],
    "a series of a series": ["series", ["series", floats(), INDEX, None], INDEX, None],
    "a frame of another width": ["frame", INDEX, LABELS, ["list", floats(), floats()]],
    "a frame of a flat array": ["frame", INDEX, LABELS, floats()],
    "a frame of objects in one block": ["frame", INDEX, LABELS, ["array", "O", [3, 1], [None] * 3]],
    "a frame of days": ["frame", INDEX, LABELS, ["array", "<M8[D]", [3, 1], "00" * 24]],
    "an index of lists": ["index", ["array", "O", [1], [["list"]]], None, None],
    "an index named by a list": ["index", floats(), ["list"], None],
    "a frequency of numbers": ["index", floats(), None, "D"],
    "a frequency that does not fit": ["index", TIMES, None, "D"],
    "a frequency of nothing": ["index", TIMES, None, "0D"],
    "a frequency that is code": ["index", TIMES, None, "__import__('os')"],
    "a range index with step 0": ["range index", ["int", "0"], ["int", "1"], ["int", "0"], None],
    "a range index beyond 64 bits": ["range index", ["int", "0"], ["int", "1" + "0" * 30], ["int", "1"], None],
    "a multi index without levels": ["multi index", [], [], []],
    "a multi index of numbers": ["multi index", 1, 1, 1],
    "a multi index with a code beyond its level": ["multi index", [LEVEL], [["array", "|i1", [1], "02"]], [None]],
    "a multi index with a code below -1": ["multi index", [LEVEL], [["array", "|i1", [1], "fe"]], [None]],
    "a multi index with float codes": ["multi index", [LEVEL], [floats()], [None]],
    "a multi index of unequal codes": [
        "multi index",
        [LEVEL] * 2,
        [CODES, ["array", "|i1", [1], "00"]],
        [None] * 2,
    ],
    "a multi index inside": ["multi index", [["multi index", [LEVEL], [CODES], [None]]], [CODES], [None]],
    "a code beyond the categories": ["categories", ["array", "|i1", [1], "02"], LEVEL, False],
    "a code below -1": ["categories", ["array", "|i1", [1], "fe"], LEVEL, False],
    "codes that are unsigned": ["categories", ["array", "|u1", [1], "ff"], LEVEL, False],
    "a category twice": ["categories", CODES, ["index", ["array", "O", [2], ["a", "a"]], None, None], False],
    "an order of 1": ["categories", CODES, LEVEL, 1],
    "a nullable dtype of objects": ["masked", "object", floats(), ["array", "|b1", [3], "000000"]],
    "a nullable dtype of other values": ["masked", "Int64", floats(), ["array", "|b1", [3], "000000"]],
    "a mask of another length": ["masked", "Float64", floats(), ["array", "|b1", [1], "00"]],
    "a mask of numbers": ["masked", "Float64", floats(), floats()],
    "a column of text with a number": ["strings", "python", "nan", ["list", True]],
    "a text dtype that does not exist": ["strings", "C", "nan", ["list"]],
    "a text dtype that is a list": ["strings", [], "nan", ["list"]],
    "zoned numbers": ["zoned", floats(), ["fixed", 0]],
    "zoned without a zone": ["zoned", TIMES, None],
    "zoned days": ["zoned", ["array", "<M8[D]", [1], "00" * 8], ["fixed", 0]],
    "zoned times beyond the calendar": ["zoned", ["array", "<M8[s]", [1], "ff" * 6 + "ff0f"], ["fixed", 0]],
    "a timestamp of a day": ["timestamp", ["scalar", "<M8[D]", "00" * 8], None],
    "a timestamp that is none": ["timestamp", ["scalar", "<M8[us]", "00" * 7 + "80"], None],
    "a timestamp beyond the calendar": ["timestamp", ["scalar", "<M8[s]", "ff" * 7 + "7f"], ["fixed", 0]],
    "a duration that is none": ["duration", ["scalar", "<m8[us]", "00" * 7 + "80"]],
    "NA with a field": ["NA", None],
    # references
    "a reference nobody resolves": ["ref", ["dict", "id", ["int", "1"]]],
    "a reference without a dict": ["ref", None],
}


@pytest.mark.parametrize("tree", malformed.values(), ids=malformed)
def test_a_malformed_message_is_refused(tree):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(codec.CodecError) as caught:
            read(tree)
    assert len(str(caught.value)) < 300


def deep_list(levels):
    return [deep_list(levels - 1)] * 3 if levels else "x" * 50


headers = {
    "empty": b"",
    "no text": b"\xff\xfe",
    "another encoding": "null".encode("utf-16"),
    "with a mark": b"\xef\xbb\xbfnull",
    "not ASCII": '"é"'.encode(),
    "two values": b"null null",
    "NaN": b"NaN",
    "infinity": b'["float",-Infinity]',
    "an exponent": b'["array","<f8",[1e999],""]',
    "a long number": b'["int",' + b"9" * 20 + b"]",
    "a very long number": b'["int",' + b"9" * 10**6 + b"]",
    "a very long fraction": b'["int",0.' + b"9" * 10**6 + b"]",
    "deep lists": b"[" * 10**6,
    "deep objects": b'{"a":' * 10**6,
    "deep nodes": b'["list",' * 5000 + b"null" + b"]" * 5000,
    "a wide and deep list": json.dumps(deep_list(11)).encode(),
    "deep dtypes": b'["array",' + b'[["a",' * 400 + b'"<f8"' + b"]]" * 400 + b',[1],""]',
    "an open text": b'"abc',
    "an open escape": b'"abc\\',
}


@pytest.mark.parametrize("header", headers.values(), ids=headers)
def test_a_header_that_is_no_node_is_refused(header):
    with pytest.raises(codec.CodecError) as caught:
        codec.decode(header, [])
    assert len(str(caught.value)) < 300


def test_every_buffer_is_used_exactly_once():
    both = ["list", ["bytes", 0], ["bytes", 1]]
    assert read(both, b"a", b"b") == [b"a", b"b"]
    for tree, buffers in ((both, [b"a"]), (both, [b"a", b"b", b"c"]), (["list", *[["bytes", 0]] * 2], [b"a"])):
        with pytest.raises(codec.MalformedValue, match="buffer"):
            read(tree, *buffers)
    for mark in (-1, -2, True, False, 2, "0"):
        with pytest.raises(codec.MalformedValue):
            read(["list", ["bytes", mark], ["bytes", 0]], b"a", b"b")
    with pytest.raises(codec.MalformedValue):
        read(None, b"a")
    with pytest.raises(codec.CodecError):
        read(["bytes", 0], None)


def test_long_doubles_that_are_no_numbers_are_refused():
    if np.finfo("g").nmant != 63:
        pytest.skip("long double is not the x87 format here")
    good = bytes(np.array([1, -0.0, np.inf, np.nan, np.finfo("g").smallest_subnormal], "g").tobytes())
    assert read(["array", "<f16", [5], 0], good).dtype == np.longdouble
    bad = struct.pack("<QHxxxxxx", 0x0000000000000001, 0x4000)
    for dtype, data in (("<f16", bad), (">f16", bad[::-1]), ("<c32", bytes(16) + bad)):
        with pytest.raises(codec.MalformedValue, match="long double"):
            read(["array", dtype, [1], 0 if len(data) > 64 else data.hex()])


def test_references_are_refused_where_nobody_resolves_them_and_must_be_dicts_of_text():
    reference = ["ref", ["dict", "id", ["int", "7"]]]
    assert read(["list", reference], resolve=lambda found: found["id"]) == [7]
    refused = [reference[:1], ["ref", None], ["ref", reference], ["ref", ["dict", ["int", "1"], None]]]
    refused += [["ref", ["dict", "id", reference]], ["set", reference], ["dict", reference, None]]
    for tree in refused:
        with pytest.raises(codec.MalformedValue):
            read(tree, resolve=lambda found: 1)


def test_whatever_resolving_raises_is_a_malformed_value():
    with pytest.raises(codec.MalformedValue) as caught:
        read(["ref", ["dict", "id", ["int", "7"]]], resolve=lambda found: {}[found["id"]])
    assert isinstance(caught.value.__cause__, KeyError)


def test_nothing_is_unpickled(tmp_path):
    class Payload:
        def __reduce__(self):
            return open, (str(tmp_path / "owned"), "w")

    pickled = np.array([Payload()], object).dumps()
    for tree in (
        ["array", "|O8", [1], 0],
        ["array", "O", [1], 0],
        ["series", ["bytes", 0], INDEX, None],
        ["pickle", 0],
    ):
        with pytest.raises(codec.MalformedValue):
            read(tree, pickled)
    assert read(["bytes", 0], pickled) == pickled
    assert not (tmp_path / "owned").exists()


# Bombs: each is a small or allowed message that would cost much if it were believed

COLLIDING = [["int", f"{i * (2**61 - 1):x}"] for i in range(90_000)]
bombs = {
    "a huge shape": ["array", "<f8", [2**40], ""],
    "a huge text dtype": ["array", "<U99999999", [1], ""],
    "a huge text dtype of no elements": ["array", "<U999999999", [0], ""],
    "a wide empty array": ["array", "<f8", [0, 2**50], ""],
    "a wide empty array of objects": ["array", "O", [0, 2**50], []],
    "a huge array of objects": ["array", "O", [2**40], []],
    "a huge range": ["range", ["int", "0"], ["int", "f" * 100], ["int", "1"]],
    "a huge range index": ["range index", ["int", "0"], ["int", "f" * 12], ["int", "1"], None],
    "a frame of huge range indexes": [
        "frame",
        *[["range index", ["int", "0"], ["int", "f" * 7], ["int", "1"], None]] * 2,
        ["list"],
    ],
    "a huge integer": ["int", "f" * 10**7],
    "colliding keys": ["dict", *[node for key in COLLIDING for node in (key, None)]],
    "colliding members": ["set", *COLLIDING],
    "a colliding index": ["index", ["array", "O", [len(COLLIDING)], COLLIDING], None, None],
    "many keys that are numbers": ["set", *[["int", f"{i << 40:x}"] for i in range(100_002)]],
    "many series": [
        "list",
        *[["series", ["array", "<f8", [0], ""], ["index", floats(0), None, None], None]] * 50_000,
    ],
    "many columns": ["frame", ["index", floats(0), None, None], LABELS, ["list", *[floats(0)] * 100_000]],
    "many multi indexes": ["list", *[["multi index", [LEVEL], [CODES], [None]]] * 50_000],
    "many categories": ["categories", CODES, ["index", ["array", "<i8", [125_001], 0], None, None], False],
    "many labels": ["multi index", [["index", ["array", "<i8", [125_001], 0], None, None]], [CODES], [None]],
    "a million rows and more of a multi index": [
        "multi index",
        [LEVEL],
        [["array", "|i1", [1_000_001], 0]],
        [None],
    ],
}


@pytest.mark.parametrize("name", bombs)
def test_a_bomb_is_refused_soon_and_in_little_memory(name):
    header = json.dumps(bombs[name], separators=(",", ":")).encode()
    labels = np.arange(125_001).tobytes()
    used = {
        "many categories": labels,
        "many labels": labels,
        "a million rows and more of a multi index": bytes(1_000_001),
    }
    buffers = [used[name]] if name in used else []
    assert_refused_cheaply(header, buffers, memory=20 * len(header) + 8 * MIB)


header_bombs = {
    "lists": b"[" + b"[]," * (20 * MIB) + b"[]]",
    "texts": b"[" + b'"",' * (20 * MIB) + b'""]',
    "numbers": b"[" + b"1," * (30 * MIB) + b"1]",
    "quotes": b'"' * (60 * MIB),
    "escapes": b'"' + b"\\" * (60 * MIB),
    "escaped quotes": b'["' + b'\\",[' * (15 * MIB) + b'"]',
    "brackets": b"[" * (60 * MIB),
    "over the size": b" " * (64 * MIB + 1),
}


@pytest.mark.parametrize("name", header_bombs)
def test_a_header_of_full_size_stays_within_memory(name):
    assert_refused_cheaply(header_bombs[name], [], memory=512 * MIB)


def test_a_million_lists_and_one_more_are_refused_in_seconds():
    header = b'["list",' + b'["list"],' * (10**6 - 1) + b'["list"]]'
    start = time.process_time()
    with pytest.raises(codec.TooLarge, match="has 1,000,001 elements"):
        codec.decode(header, [])
    assert time.process_time() - start < MOST_SECONDS


MOST_SECONDS = 30  # of CPU, while memory is traced: a bomb takes minutes, however slow the machine


def assert_refused_cheaply(header, buffers, memory):
    start = time.process_time()
    tracemalloc.start()
    try:
        with pytest.raises(codec.CodecError):
            codec.decode(header, buffers)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < memory
    assert time.process_time() - start < MOST_SECONDS


def test_text_full_of_brackets_is_no_bomb():
    value = [f'[{{,"\\{i}' * 25 for i in range(500)]
    limits = codec.CodecLimits(max_nodes=600)
    assert codec.decode(*codec.encode(value, limits=limits), limits=limits) == value


# Fuzzing: whatever decoding accepts can be shown, and is what encoding could have made

EXAMPLES = [
    {"a": [1, 2.5, (None, True)], 3: b"x" * 100, (1, "二"): {1, 2}, "r": range(3)},
    [
        np.arange(6.0).reshape(2, 3),
        np.array(["ab", "c"]),
        np.datetime64("2024"),
        np.array([True]),
        np.longdouble(1) / 3,
    ],
    np.array([(1, "a", True)], [("x", "<i4"), ("y", "<U3"), ("z", "?")]),
    np.array([1, None, [2], {"a": 1}], object),
    pd.DataFrame({"a": [1, 2], "b": ["x", None], "c": pd.to_datetime(["2024", None]), "d": [1.5, 2]}),
    pd.DataFrame(np.arange(60.0).reshape(20, 3), columns=list("aab")),
    pd.Series([1, None], dtype="Int64", index=pd.Index(["x", "y"], name="n"), name=("a", 1)),
    pd.Series(["a", "b"], dtype="category", index=pd.date_range("2024", periods=2, tz="Asia/Taipei")),
    pd.Series([1, 2], index=pd.MultiIndex.from_product([["a"], [1, 2]], names=["p", None])),
    pd.timedelta_range("1h", periods=3, freq="90min"),
    [
        pd.Timestamp("2024-01-01", tz="UTC"),
        pd.Timedelta("1h"),
        pd.NA,
        pd.NaT,
        pd.array(["a", None], dtype="string"),
    ],
]
MESSAGES = [(json.loads(header), [bytes(b) for b in buffers]) for header, buffers in map(codec.encode, EXAMPLES)]
SMALL = codec.CodecLimits(max_bytes=MIB, max_nodes=10_000)
SPARE = [node for tree, _ in MESSAGES for node in tree if isinstance(node, list)]

atoms = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 70),
    st.sampled_from([2**31, 2**62, 2**63 - 1, -(2**63), 2**64, 0.5]),
    st.sampled_from(
        [*wire.TABLE, "ref", "O", "<f8", "|b1", "<U1", "|S3", "<M8[ns]", ">M8[s]", "<m8[Y]", "<f16", "<c32"]
    ),
    st.sampled_from(
        ["D", "ME", "h", "Int8", "boolean", "python", "nan", "NA", "zone", "fixed", "UTC", "a", "", "-1", "ff"]
    ),
    st.text("0123456789abcdef-", max_size=40),
    st.text(max_size=5),
    st.sampled_from(SPARE),
)
trees = st.recursive(
    atoms,
    lambda inner: (
        st.lists(inner, max_size=6) | st.tuples(st.sampled_from([*wire.TABLE]), inner, inner, inner).map(list)
    ),
    max_leaves=15,
)


def places(tree, path=()):
    """Yield the path of every node in a tree."""
    yield path
    if isinstance(tree, list):
        for place, part in enumerate(tree):
            yield from places(part, (*path, place))


@st.composite
def mutants(draw):
    """Make a valid message and spoil it in a few places."""
    tree, buffers = draw(st.sampled_from(MESSAGES))
    tree, buffers = json.loads(json.dumps(tree)), list(buffers)
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(list(places(tree))[1:]))
        parent = tree
        for place in path[:-1]:
            parent = parent[place]
        change = draw(st.sampled_from(["replace", "replace", "delete", "repeat", "digits"]))
        if change == "replace":
            parent[path[-1]] = json.loads(json.dumps(draw(trees)))  # a copy: it may be spoiled in turn
        elif change == "delete" and len(tree) > 1:
            del parent[path[-1]]
        elif change == "repeat":
            parent.insert(path[-1], json.loads(json.dumps(parent[path[-1]])))
        elif isinstance(parent[path[-1]], str):
            text = parent[path[-1]]
            parent[path[-1]] = draw(st.text("0123456789abcdef", min_size=len(text), max_size=len(text)))
    for place, buffer in enumerate(buffers):
        if draw(st.booleans()):
            buffers[place] = draw(st.binary(max_size=len(buffer) + 1) | st.just(b"\xff" * len(buffer)))
    return tree, buffers


def decode_or_refuse(header, buffers):
    """Decode what may be refused; what is accepted must be harmless."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            value = codec.decode(header, buffers, lambda reference: None, limits=SMALL)
        except codec.CodecError:
            return
        repr(value)
        again, more = codec.encode(value, limits=SMALL)
        codec.decode(again, more, limits=SMALL)


@given(mutants())
@settings(hostile, max_examples=1500)
def test_a_spoiled_message_is_decoded_or_refused(message):
    tree, buffers = message
    decode_or_refuse(json.dumps(tree).encode(), buffers)


@given(trees, st.lists(st.binary(max_size=40), max_size=2))
@hostile
def test_random_json_is_decoded_or_refused(tree, buffers):
    decode_or_refuse(json.dumps(tree).encode(), buffers)


@given(
    st.sampled_from(MESSAGES),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=4),
)
@hostile
def test_a_header_with_changed_bytes_is_decoded_or_refused(message, changes):
    tree, buffers = message
    header = bytearray(json.dumps(tree, separators=(",", ":")).encode())
    for place, byte in changes:
        header[place % len(header)] = byte
    decode_or_refuse(bytes(header), buffers)


def test_a_date_without_a_unit_is_refused_but_for_no_date():
    with pytest.raises(codec.CodecError, match="without a unit"):
        read(["array", "<M8", [1], "3600000000000000"])
    assert np.isnat(read(["array", "<M8", [1], "0000000000000080"]))


@given(st.binary(max_size=60) | st.text('[]{}",:\\ntu0e-', max_size=40).map(str.encode))
@example(b'["list",' * 101 + b"null" + b"]" * 101)
@hostile
def test_random_bytes_are_decoded_or_refused(header):
    decode_or_refuse(header, [])
