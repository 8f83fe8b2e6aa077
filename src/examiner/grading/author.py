"""What a grader is written with: ``points``, ``approx``, ``array`` and ``raises``.

Values that reach these functions come from a student. They are exact base types (the wall saw to that)
but may have any type and shape, so nothing here raises because of what a student returned: what does not
fit is unequal, or fails the check with a sentence that says what was expected and what came.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from examiner.codec.checks import with_article
from examiner.codec.numeric import np
from examiner.grading import shown
from examiner.grading.as_arrays import Apart, apart, as_array, as_numbers, kind_of
from examiner.grading.errors import StudentError, StudentFault, Told
from examiner.model import Text, say
from examiner.model.text import is_visible
from examiner.moved import moved

F = TypeVar("F", bound=Callable[..., object])

SHOWN_ELEMENTS = 12  # a longer array is described by its shape, not printed


def points(value: float, *, seconds: float | None = None) -> Callable[[F], F]:
    """Say how many points of the grade cell a test function carries.

    Parameters
    ----------
    value : float
        Points, zero or more. A parametrised test shares them evenly among its cases.
    seconds : float, optional
        CPU seconds that one call of a student's function may take in this test, in place of the
        assignment's limit.

    Raises
    ------
    ValueError
        If ``value`` is negative or not finite, or ``seconds`` is not positive.
    """
    number = float(value)
    if not (math.isfinite(number) and number >= 0):
        raise ValueError(f"points must be a finite number >= 0, got {value!r}")
    if seconds is not None and not seconds > 0:
        raise ValueError(f"seconds must be positive, got {seconds!r}")

    def mark(function: F) -> F:
        vars(function)["examiner_points"] = number
        vars(function)["examiner_seconds"] = seconds
        return function

    return mark


class StudentValueError(Told, AssertionError):
    """A student's value has the wrong kind or shape."""


def array(
    value: object, shape: tuple[int | None, ...] | None = None, *, dtype: Any = float, name: str = "結果 / the result"
) -> np.ndarray:
    """Return a student's value as an array, or fail the check saying what was expected.

    Parameters
    ----------
    value : array-like
        What the student returned.
    shape : tuple, optional
        The shape it must have; ``None`` in a place accepts any length there.
    dtype : dtype-like
        Type to convert to. Only safe conversions are made: a complex or text value is no float.
    name : str
        What to call the value in the message, in one language or as ``"中文 / English"``.
    """
    found = as_array(value)
    fits = found is not None and (shape is None or _fits(found.shape, shape))
    if found is None or not fits or found.dtype.kind not in _castable(np.dtype(dtype)):
        raise _no_array(value, shape, name)
    return found.astype(dtype)


def single(value: object, *, whole: bool = False, name: str = "結果 / the result") -> float:
    """Return a student's value as one number, or fail the check saying what came.

    Parameters
    ----------
    value : number
        What the student returned; an array without dimensions counts as a number.
    whole : bool
        Whether it must be of an integer type.
    name : str
        What to call the value in the message.
    """
    found = as_numbers(value)
    if found is None or found.shape != () or kind_of(found) not in ("bui" if whole else "buif"):
        raise _no_array(value, (), name)
    return int(found.item()) if whole else float(found.item())


def _no_array(value: object, shape: tuple[int | None, ...] | None, name: str) -> StudentValueError:
    got, (zh, en), called = describe(value), _wanted(shape), Text.parse(name)
    return StudentValueError(say(f"{called.zh}：應為{zh}，得到 {got}", f"{called.en}: expected {en}, got {got}"))


def _wanted(shape: tuple[int | None, ...] | None) -> tuple[str, str]:
    if shape is None:
        return "陣列", "an array"
    if shape == ():
        return "一個數", "a single number"
    return f"形狀為 {_shape(shape)} 的陣列", f"an array of shape {_shape(shape)}"


def _castable(dtype: np.dtype[Any]) -> str:
    return {"b": "b", "i": "bui", "u": "bui", "f": "buif", "c": "buifc"}.get(dtype.kind, dtype.kind + "US")


def _fits(found: tuple[int, ...], wanted: tuple[int | None, ...]) -> bool:
    return len(found) == len(wanted) and all(w is None or w == f for f, w in zip(found, wanted, strict=True))


def _shape(shape: tuple[int | None, ...]) -> str:
    inner = ", ".join("any" if n is None else str(n) for n in shape)
    return f"({inner},)" if len(shape) == 1 else f"({inner})"


@contextlib.contextmanager
def raises(kind: type[BaseException], *, message: bool = True) -> Iterator[None]:
    """Pass if the student's code raises ``kind``, fail the check otherwise.

    Parameters
    ----------
    kind : type
        A built-in exception class, such as ``ValueError``; subclasses count.
    message : bool
        Whether the exception must carry a text that tells its reader what was wrong.
    """
    wanted = f"{kind.__module__}.{kind.__qualname__}"
    try:
        yield
    except StudentError as error:
        if wanted not in error.bases:
            zh, en = (
                f"應引發 {kind.__name__}，卻引發 {error.text.zh}",
                f"expected {kind.__name__}, but this was raised: {error.text.en}",
            )
            raise StudentValueError(say(zh, en)) from error
        if message and not is_visible(error.message):
            zh, en = f"{kind.__name__} 沒有附上說明文字", f"{kind.__name__} was raised without a message"
            raise StudentValueError(say(zh, en)) from error
    else:
        zh, en = f"應引發 {kind.__name__}，卻沒有引發任何例外", f"expected {kind.__name__}, but nothing was raised"
        raise StudentValueError(say(zh, en))


class approx:  # noqa: N801 - the name pytest's users know
    """Compare numbers, arrays, and containers of them, within a tolerance.

    ``value == approx(expected)`` holds if the shapes are the same and every element satisfies
    ``|value - expected| <= max(rel * |expected|, abs)``. Unlike ``pytest.approx`` an array never
    equals a scalar, an empty array equals only an empty one, and text never raises.

    Parameters
    ----------
    expected : number, array-like, dict of these, or pandas object
        The right value. A dict must have the same keys.
    rel, abs : float
        Relative and absolute tolerance (defaults 1e-6 and 1e-9).
    nan_ok : bool
        Whether NaN equals NaN. Infinity equals only itself.
    """

    __array_ufunc__ = None  # so that ``array == approx(...)`` asks us, not NumPy element by element
    __pandas_priority__ = 100_000  # likewise for a Series or a frame
    __hash__ = None  # type: ignore[assignment]

    def __init__(
        self,
        expected: Any,
        rel: float = 1e-6,
        abs: float = 1e-9,  # noqa: A002 - pytest's name
        nan_ok: bool = False,
    ) -> None:
        if not (rel >= 0 and abs >= 0):
            raise ValueError(f"tolerances must be >= 0, got rel={rel!r}, abs={abs!r}")
        self.expected, self.rel, self.abs, self.nan_ok = expected, rel, abs, nan_ok

    def _within(self, expected: Any) -> approx:
        return approx(expected, self.rel, self.abs, self.nan_ok)

    def __eq__(self, actual: object) -> bool:
        return self.difference(actual) is None

    def __ne__(self, actual: object) -> bool:
        return self.difference(actual) is not None

    def __repr__(self) -> str:
        return f"{describe(self.expected)} (tolerance rel={self.rel:g}, abs={self.abs:g})"

    def difference(self, actual: object) -> Text | None:
        """Return what sets ``actual`` apart from the expected value, None if nothing does."""
        if isinstance(self.expected, dict):
            return self._dict_difference(actual)
        expected, found = as_numbers(self.expected), as_numbers(actual)
        if expected is None:
            raise TypeError(f"approx() compares numbers, not {describe(self.expected)}")
        if found is None:
            return _expected(describe(self.expected), describe(actual))
        if found.shape != expected.shape:
            if expected.shape:
                return _expected(f"shape {expected.shape}", f"shape {found.shape}")
            return say(f"應為一個數，得到 {describe(actual)}", f"expected one number, got {describe(actual)}")
        found_apart = apart(found, expected, self.rel, self.abs, nan_ok=self.nan_ok)
        return found_apart and self._told(found_apart)

    def _told(self, differ: Apart) -> Text:
        tolerance = f"rel={self.rel:g}, abs={self.abs:g}"
        want, got = shown.apart(shown.number, differ.want, differ.got)
        if not differ.place:
            zh = f"應為 {want}，得到 {got}（相差 {differ.gap:.3g}，容許誤差 {tolerance}）"
            return say(zh, f"expected {want}, got {got} (difference {differ.gap:.3g}, tolerance {tolerance})")
        index = differ.place[0] if len(differ.place) == 1 else differ.place
        counted = f"{differ.size} 個元素中有 {differ.wrong} 個不符"
        zh = f"{counted}；索引 {index} 應為 {want}，得到 {got}（容許誤差 {tolerance}）"
        en = f"{differ.wrong} of {differ.size} elements differ; at index {index} expected {want}, got {got}"
        return say(zh, f"{en} (tolerance {tolerance})")

    def _dict_difference(self, actual: object) -> Text | None:
        if not isinstance(actual, dict):
            return _expected("a dict", describe(actual))
        if set(actual) != set(self.expected):
            return _expected(f"keys {sorted(map(str, self.expected))}", f"keys {sorted(map(str, actual))}")
        for key, value in self.expected.items():
            difference = self._within(value).difference(actual[key])
            if difference is not None:
                return say(f"鍵 {key!r}：{difference.zh}", f"at key {key!r}: {difference.en}")
        return None


def _expected(want: str, got: str) -> Text:
    return say(f"應為 {want}，得到 {got}", f"expected {want}, got {got}")


def describe(value: object, digits: int = shown.DIGITS[0]) -> str:
    """Return a short text for a value: itself if small, else its type, shape and dtype."""
    try:
        return _described(value, digits)
    except Exception:  # whatever a student returned is no error of the grader's
        return with_article(type(value).__name__)


def _described(value: object, digits: int) -> str:
    label = getattr(type(value), "_label", None)
    if label is not None:  # an object of the student's, which is not asked
        return str(label(value))
    if isinstance(value, np.ndarray):
        if value.size <= SHOWN_ELEMENTS:
            return f"array({np.array2string(value, separator=', ', threshold=50)}, dtype={value.dtype})"
        return f"an array of shape {value.shape}, dtype {value.dtype}"
    if hasattr(type(value), "to_numpy"):
        return f"a pandas {type(value).__name__} of shape {value.shape}"  # type: ignore[attr-defined]
    if isinstance(value, list | tuple | set | frozenset | dict) and len(value) > SHOWN_ELEMENTS:
        return f"{with_article(type(value).__name__)} of length {len(value)}"
    try:
        text = shown.plain(value, digits)
    except StudentFault:  # of an object in it, which is asked
        return f"{with_article(type(value).__name__)} that cannot be shown"
    except ValueError:  # Python refuses to print integers of more than 4300 digits
        return f"{with_article(type(value).__name__)} with a huge number"
    return text if len(text) <= 200 else f"{text[:200]}… ({type(value).__name__})"


if not TYPE_CHECKING:  # else any name would be one of this module's
    __getattr__ = moved(__name__)
