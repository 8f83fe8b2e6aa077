"""A student's value taken apart, and inputs put together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from examiner.codec.numeric import np
from examiner.grading.author import StudentValueError, describe, single
from examiner.model import Text, say


def number(value: object, name: str = "結果 / the result", *, whole: bool = False) -> Any:
    """Return a student's value as one number, or fail the check saying what came.

    Parameters
    ----------
    value : number
        What the student returned; an array without dimensions counts as a number.
    name : str
        What to call the value in the message.
    whole : bool
        Whether it must be of an integer type. The number is then an ``int``, else a ``float``.
    """
    return single(value, whole=whole, name=name)


def record(value: object, *keys: str, name: str = "結果 / the result") -> dict[str, Any]:
    """Return a student's dict in the order of the keys that it must have, or fail the check.

    Parameters
    ----------
    value : dict
        What the student returned.
    *keys : str
        Its keys: no other may be there, and none be missing.
    name : str
        What to call the value in the message.
    """
    if not isinstance(value, dict) or set(value) != set(keys):
        listed, got = ", ".join(map(repr, keys)), _keys(value)
        zh, en = f"應為恰有鍵 {listed} 的 dict", f"expected a dict with exactly the keys {listed}"
        zh, en = f"{zh}，得到 {got}", f"{en}, got {got}"
        raise _refused(name, zh, en)
    found: dict[str, Any] = value
    return {key: found[key] for key in keys}


def _keys(value: object) -> str:
    if isinstance(value, dict) and len(value) <= 30:
        return f"{{{', '.join(describe(key)[:40] + ': …' for key in value)}}}"
    return describe(value)


def unpack(value: object, names: int | Sequence[str], name: str = "結果 / the result") -> list[Any]:
    """Return the results that a student's function gives together, or fail the check if they are not so many.

    Parameters
    ----------
    value : tuple, list or array
        What the student returned; of an array, its rows.
    names : int or sequence of str
        How many, or what they are called: ``unpack(answer, ("w", "b"))``.
    name : str
        What to call the value in the message.
    """
    count = names if isinstance(names, int) else len(names)
    several = isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim > 0)
    found: Sequence[Any] | None = value if several else None  # type: ignore[assignment]
    if found is not None and len(found) == count:
        return list(found)
    of = "" if isinstance(names, int) else f" ({', '.join(names)})"
    zh, en = (describe(value),) * 2 if found is None else (f"{len(found)} 個", f"{len(found)}")
    raise _refused(name, f"應為 {count} 個結果{of}，得到 {zh}", f"expected {count} results{of}, got {en}")


def _refused(name: str, zh: str, en: str) -> StudentValueError:
    called = Text.parse(name)
    return StudentValueError(say(f"{called.zh}：{zh}", f"{called.en}: {en}"))


def forms(value: Any) -> list[Any]:
    """Return the same input as nested lists, as arrays of float64 and float32, and of integers if all are whole.

    Parameters
    ----------
    value : array-like
        Numbers. An answer for float32 has about seven digits.
    """
    numbers = np.asarray(value)
    if numbers.dtype.kind not in "iuf" or not np.isfinite(numbers).all():
        raise ValueError(f"forms() takes finite numbers, not {describe(value)}")
    found = [numbers.tolist(), numbers.astype("float64"), numbers.astype("float32")]
    if (numbers == np.round(numbers)).all():
        found += [numbers.astype("int64"), numbers.astype("int64").tolist()]
    return found


class args:  # noqa: N801 - reads as a function: ``student.each("f", [args(x, k=3)])``
    """The arguments of one call, with and without names, for ``student.each`` and ``refuses``."""

    def __init__(self, *positional: Any, **named: Any) -> None:
        self.positional, self.named = positional, named


def arguments(given: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return what a call is made with for one input: the items of a tuple, what ``args`` holds, or the input itself."""
    if isinstance(given, args):
        return given.positional, given.named
    return (given, {}) if type(given) is tuple else ((given,), {})
