"""``exactly``: equality of values, shapes and kinds, for answers of which no part is a matter of tolerance."""

from __future__ import annotations

import itertools
import numbers
from decimal import Decimal
from typing import Any

from examiner.codec.numeric import np
from examiner.grading import shown
from examiner.grading.author import approx, describe
from examiner.model import Text, say

KINDS = {"b": "bool", "i": "int", "u": "int", "f": "float", "c": "complex", "U": "str", "S": "bytes"}
SEQUENCE = "sequence"


class exactly(approx):  # noqa: N801 - stands beside ``approx``
    """Compare without any tolerance: ``student.f(x) == exactly([3, None, "a"])``.

    Numbers, truth values and texts must be of the same kind: ``True`` is not 1, and 1.0 no integer, while NumPy's
    numbers are of the kind of Python's. Lists, tuples and arrays of the same shape are equal if their elements are;
    where a task demands one of them, ask for it with ``isinstance``. Dicts have the same keys, in any order. NaN equals
    NaN.

    Parameters
    ----------
    expected : object
        The right value: plain data, also of pandas.
    """

    def __init__(self, expected: Any) -> None:
        super().__init__(expected, rel=0, abs=0, nan_ok=True)

    def __repr__(self) -> str:
        return f"{describe(self.expected)} (exactly)"

    def difference(self, actual: object) -> Text | None:
        """Return what sets ``actual`` apart from the expected value, None if nothing does."""
        return _difference(self.expected, actual)


def kind_of(value: Any) -> str:
    """Return what a value is, whichever library it is of."""
    if isinstance(value, np.ndarray | np.generic):
        return SEQUENCE if np.ndim(value) else KINDS.get(value.dtype.kind, value.dtype.name)
    if isinstance(value, list | tuple):
        return SEQUENCE
    if isinstance(value, bool | str | bytes | dict):
        return next(kind.__name__ for kind in (bool, str, bytes, dict) if isinstance(value, kind))
    if isinstance(value, set | frozenset):
        return "set"
    if isinstance(value, numbers.Integral):
        return "int"
    if isinstance(value, Decimal):  # what comes over the wall is a kind of its own
        return Decimal.__name__
    return type(value).__name__


def _difference(want: Any, got: Any) -> Text | None:
    kind = kind_of(want)
    if kind_of(got) != kind:
        return _expected(want, got, kinds=kind != SEQUENCE)
    match kind:
        case "sequence":
            return _of_sequences(want, got)
        case "dict":
            return _of_dicts(want, got)
        case "set":
            return None if _tagged(want) == _tagged(got) else _expected(want, got)
        case "DataFrame" | "Series" | "Index":
            return _of_tables(want, got)
    same = bool(want == got) or (kind in ("float", "complex") and want != want and got != got)
    return None if same else _expected(want, got)


def _of_sequences(want: Any, got: Any) -> Text | None:
    if isinstance(want, np.ndarray) and not want.size and np.shape(got) != want.shape:  # it has no element that differs
        return say(f"形狀應為 {want.shape}，得到 {np.shape(got)}", f"expected shape {want.shape}, got {np.shape(got)}")
    if len(want) != len(got):
        return say(f"應有 {len(want)} 個元素，得到 {len(got)} 個", f"expected {len(want)} elements, got {len(got)}")
    if isinstance(want, np.ndarray) and isinstance(got, np.ndarray) and want.shape == got.shape:
        alike = KINDS.get(want.dtype.kind) == KINDS.get(got.dtype.kind, "") and want.dtype.kind in KINDS
        if alike and np.array_equal(want, got, equal_nan=want.dtype.kind in "fc"):
            return None
    pairs = enumerate(zip(want, got, strict=True))
    found = ((place, _difference(one, other)) for place, (one, other) in pairs)
    place, text = next(((place, text) for place, text in found if text is not None), (0, None))
    return text and say(f"索引 {place}：{text.zh}", f"at index {place}: {text.en}")


def _of_dicts(want: Any, got: Any) -> Text | None:
    if _tagged(want) != _tagged(got):
        listed = [", ".join(sorted(map(describe, itertools.islice(keys, 30)))) for keys in (want, got)]
        return say(f"應有鍵 {listed[0]}，得到 {listed[1]}", f"expected the keys {listed[0]}, got {listed[1]}")
    for key, value in want.items():
        text = _difference(value, got[key])
        if text is not None:
            return say(f"鍵 {describe(key)}：{text.zh}", f"at key {describe(key)}: {text.en}")
    return None


def _of_tables(want: Any, got: Any) -> Text | None:
    if want.shape != got.shape:
        return say(f"形狀應為 {want.shape}，得到 {got.shape}", f"expected shape {want.shape}, got {got.shape}")
    parts = [("values / 值", want.to_numpy().tolist(), got.to_numpy().tolist())]
    if hasattr(want, "index"):
        parts.insert(0, ("index", want.index.tolist(), got.index.tolist()))
    if hasattr(want, "columns"):
        parts.insert(0, ("columns", want.columns.tolist(), got.columns.tolist()))
        names = [kind.dtypes.map(lambda dtype: KINDS.get(dtype.kind, "object")).tolist() for kind in (want, got)]
        parts.insert(1, ("dtypes", *names))
    found = ((name, _difference(one, other)) for name, one, other in parts)
    return next((say(f"{name}：{t.zh}", f"{name}: {t.en}") for name, t in found if t is not None), None)


def _tagged(values: Any) -> set[tuple[str, Any]]:
    return {(kind_of(value), value) for value in values}


def _expected(want: Any, got: Any, kinds: bool = False) -> Text:
    texts = shown.apart(describe, want, got)
    if kinds and not isinstance(got, list | tuple | dict | np.ndarray):
        texts = (f"{texts[0]} ({kind_of(want)})", f"{texts[1]} ({kind_of(got)})")
    return say(f"應為 {texts[0]}，得到 {texts[1]}", f"expected {texts[0]}, got {texts[1]}")
