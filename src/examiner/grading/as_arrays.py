"""Plain data as numbers, and where they differ: arrays where NumPy is installed, nested lists where it is not."""

from __future__ import annotations

from numbers import Number
from typing import Any, NamedTuple

from examiner.codec.numeric import INSTALLED, REMEDY, np
from examiner.grading import nested

MOST_PADDED = 1 << 26  # characters of an array of text


class Apart(NamedTuple):
    """How numbers differ from the expected ones: the place of the first, both numbers there, and how many do."""

    place: tuple[int, ...]
    want: object
    got: object
    gap: float
    wrong: int
    size: int


def as_numbers(value: object) -> np.ndarray | nested.Nested | None:
    """Return plain data as numbers with a ``shape``, None where it is none."""
    if not INSTALLED:
        return nested.of(value)
    found = as_array(value)
    return found if found is not None and found.dtype.kind in "biufc" else None


def kind_of(numbers: np.ndarray | nested.Nested) -> str:
    """Return NumPy's letter for the kind of numbers."""
    return numbers.kind if isinstance(numbers, nested.Nested) else numbers.dtype.kind


def apart(
    found: np.ndarray | nested.Nested,
    expected: np.ndarray | nested.Nested,
    rel: float,
    tolerance: float,
    *,
    nan_ok: bool,
) -> Apart | None:
    """Return how numbers of the same shape differ by more than a tolerance, None if they do not."""
    kinds = kind_of(found), kind_of(expected)
    nan_ok = nan_ok and (kinds[0] != "c" or kinds[1] == "c")
    if isinstance(found, nested.Nested) or isinstance(expected, nested.Nested):
        assert isinstance(found, nested.Nested) and isinstance(expected, nested.Nested), "both are of one making"
        near = nested.near(found.items, expected.items, rel=rel, tolerance=tolerance, nan_ok=nan_ok)
        if all(near):
            return None
        first = near.index(False)
        got, want = found.items[first], expected.items[first]
        return Apart(found.at(first), want, got, nested.gap(got, want), near.count(False), len(near))
    return _arrays_apart(found, expected, "c" in kinds, (rel, tolerance), nan_ok)


def _arrays_apart(
    found: np.ndarray, expected: np.ndarray, of_complex: bool, within: tuple[float, float], nan_ok: bool
) -> Apart | None:
    kind: Any = complex if of_complex else np.longdouble
    a, b = found.astype(kind), expected.astype(kind)
    with np.errstate(all="ignore"):
        gap = np.abs(a - b)
        near = gap <= np.maximum(within[0] * np.abs(b), within[1])
    finite = np.isfinite(a) & np.isfinite(b)
    same = (near & finite) | (~finite & (a == b))
    if nan_ok:
        same |= np.isnan(a) & np.isnan(b)
    if bool(np.all(same)):
        return None
    place = tuple(int(i) for i in np.argwhere(~same)[0])
    return Apart(place, expected[place], found[place], float(gap[place]), int((~same).sum()), same.size)


def as_array(value: object) -> np.ndarray | None:
    """Return plain data as an array of numbers or text, None where it is none.

    Raises
    ------
    ModuleNotFoundError
        If NumPy is not installed: that is not the student's fault.
    """
    if not INSTALLED:
        raise ModuleNotFoundError(REMEDY, name="numpy")
    if value is None or isinstance(value, str | bytes | dict | set | frozenset) or _is_padded(value):
        return None
    try:
        if hasattr(type(value), "to_numpy"):  # a pandas object: the wall rebuilt it, so this is pandas' own method
            value = value.to_numpy()  # type: ignore[attr-defined]
        found = np.asarray(value)
        if found.dtype.kind == "O" and all(isinstance(item, Number) for item in found.flat):
            exact, found = found, found.astype(complex if any(isinstance(i, complex) for i in found.flat) else float)
            pairs = zip(exact.flat, found.flat, strict=True)
            if any(np.isinf(one) and not isinstance(item, float | complex | np.inexact) for item, one in pairs):
                return None  # beyond all floats, which is not infinity
    except Exception:  # ragged nesting, an object, a number too large: anything a student may return
        return None
    return found if found.dtype.kind in "biufcUSmM" or (found.size == 0 and found.dtype.kind != "O") else None


def _is_padded(value: object) -> bool:
    """Say whether lists hold texts that NumPy would make equally long and gigabytes large."""
    count, longest, waiting = 0, 0, [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list | tuple):
            waiting += item
        else:
            count, longest = count + 1, max(longest, len(item) if isinstance(item, str | bytes) else 0)
    return count * longest > MOST_PADDED
