"""Hidden data in a release: rows of hidden arrays and lines of hidden texts, whatever file or variable they lie in."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from examiner.audit import plain_rows
from examiner.audit.plain_rows import DISTINCT, EVEN, LEAST, MOST_COLUMNS, MOST_ROWS, WINDOW
from examiner.codec.checks import pandas
from examiner.codec.numeric import INSTALLED, REMEDY, np
from examiner.course.errors import CourseError
from examiner.grading import nested
from examiner.release.leaks import Leak

OPEN = ("train", "given", "public")  # in a name: the graders' copy of what students have anyway
LONG_LINE = 30  # characters of a line of text that is no accident
DEPTH = 3  # of containers that are looked into
ARRAYS = (".npz", ".npy")  # files that only NumPy reads
PANDAS = INSTALLED and importlib.util.find_spec("pandas") is not None

Named = Iterator[tuple[str, Any]]


def is_open(name: str) -> bool:
    """Whether data of that name is not secret."""
    return any(word in name.lower() for word in OPEN)


class HiddenData:
    """What is hidden in a folder of data, to be looked for elsewhere."""

    def __init__(self, folder: Path) -> None:
        self.rows: dict[bytes, str] = {}
        self.lines: dict[str, str] = {}
        for path in sorted(p for p in folder.rglob("*") if p.is_file()) if folder.is_dir() else []:
            if is_open(path.stem):
                continue
            if not INSTALLED and path.suffix.lower() in ARRAYS:
                raise CourseError(f"{path} cannot be looked for in the release: {REMEDY}")
            for name, value in contents(path.name, path.read_bytes()):
                if not is_open(name.rpartition("/")[2]):
                    self._add(value, f"hidden data {name}")

    def _add(self, value: Any, what: str) -> None:
        if isinstance(value, str):
            for line in value.splitlines():
                if len(line.strip()) >= LONG_LINE:
                    self.lines.setdefault(line.strip(), what)
        else:
            for _, row in rows_of(value):
                self.rows.setdefault(row, what)

    def find(self, file: str, named: Iterable[tuple[str, Any]]) -> list[Leak]:
        """Return what of the hidden data stands in named values: one leak for each value."""
        found = []
        for name, value in named:
            if isinstance(value, str):
                lines = [line.strip() for line in value.splitlines() if line.strip() in self.lines]
                if lines:
                    found.append(Leak(file, _place(name, file), lines[0][:300], self.lines[lines[0]]))
                continue
            hits = [(number, row) for number, row in rows_of(value) if row in self.rows] if self.rows else []
            if hits:
                number, row = hits[0]
                text = f"{len(hits)} rows, the first at {number}"
                found.append(Leak(file, _place(name, file), text, self.rows[row]))
        return found


def _place(name: str, file: str) -> str:
    return name.removeprefix(file).strip("/")


def rows_of(value: Any) -> Iterator[tuple[int, bytes]]:
    """Yield the rows of an array that tell something, each as what it is up to scale and offset."""
    if not INSTALLED:
        yield from plain_rows.rows_of(value)
        return
    array = _numbers(value)
    if array is None or array.size < LEAST:
        return
    if array.ndim == 1:
        whole = array.size <= WINDOW
        parts = array[None] if whole else np.lib.stride_tricks.sliding_window_view(array, WINDOW)
    else:
        parts = array.reshape(len(array), -1)
    for number, row in enumerate(parts[:MOST_ROWS]):
        failures = _told(row)
        if failures is not None:
            yield number, failures
    if array.ndim == 2 and array.shape[0] > WINDOW:
        for column in array.T[:MOST_COLUMNS]:
            yield from rows_of(column)


def _told(row: np.ndarray) -> bytes | None:
    if row.size < LEAST or not np.isfinite(row).all():
        return None
    low, high = row.min(), row.max()
    if low == high:
        return None
    scaled = np.round((row - low) / (high - low), 4)
    steps = np.diff(scaled)
    if len(np.unique(scaled)) < DISTINCT or np.ptp(steps) < EVEN:  # few values, or evenly spaced: 1, 2, 3, ...
        return None
    return bytes(scaled.astype("float32").tobytes())


def _numbers(value: Any) -> np.ndarray | None:
    if PANDAS and isinstance(value, pandas().DataFrame):
        value = value.select_dtypes("number")
    try:
        array = np.asarray(value)
    except Exception:  # ragged lists, objects: no array
        return None
    if array.dtype.kind not in "biuf" or array.ndim == 0:
        return None
    return array.astype(float)


def contents(name: str, data: bytes) -> Named:
    """Yield the arrays and texts of a file by name; a file that is not what it is called gives its text, if any."""
    suffix = Path(name).suffix.lower()
    with contextlib.suppress(Exception):  # damaged, or not what its name says
        yield from _READERS.get(suffix, _nothing)(name, data)
    if suffix not in (".ipynb", *ARRAYS):
        with contextlib.suppress(UnicodeDecodeError):
            yield name, data.decode("utf-8")


def _npz(name: str, data: bytes) -> Named:
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        yield from ((f"{name}/{key}", arrays[key]) for key in arrays.files)


def _npy(name: str, data: bytes) -> Named:
    yield name, np.load(io.BytesIO(data), allow_pickle=False)


def _json(name: str, data: bytes) -> Named:
    yield from walk(name, json.loads(data))


def _table(name: str, data: bytes) -> Named:
    separator = "\t" if name.endswith(".tsv") else ","
    yield name, pandas().read_csv(io.BytesIO(data), sep=separator) if PANDAS else plain_rows.table(data, separator)


def _nothing(name: str, data: bytes) -> Named:
    yield from ()


_READERS = {".npz": _npz, ".npy": _npy, ".json": _json, ".csv": _table, ".tsv": _table}


def walk(name: str, value: Any, depth: int = DEPTH) -> Named:
    """Yield a value if it is an array or text, else what lies in it."""
    if isinstance(value, str | np.ndarray) or (PANDAS and isinstance(value, pandas().DataFrame | pandas().Series)):
        yield name, value
    elif isinstance(value, Mapping) and depth:
        for key, item in value.items():
            yield from walk(f"{name}/{key}", item, depth - 1)
    elif isinstance(value, list | tuple) and len(value):
        if _holds_numbers(value):
            yield name, value
        elif depth:
            for number, item in enumerate(value):
                yield from walk(f"{name}/{number}", item, depth - 1)


def _holds_numbers(value: Any) -> bool:
    return _numbers(value) is not None if INSTALLED else nested.of(value) is not None
