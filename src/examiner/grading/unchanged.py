"""Whether a call has left alone what it was given."""

from __future__ import annotations

from numbers import Number
from typing import Any

from examiner import codec
from examiner.codec.numeric import np
from examiner.grading.author import StudentValueError
from examiner.grading.remote import Remote
from examiner.model import say


def value_of(found: Any, given: Any) -> Any:
    """Return the value of a call that told its arguments as they are after it, or fail the check if one differs.

    Parameters
    ----------
    found : object
        What came back: ``(value, args, kwargs)`` from an honest kernel.
    given : tuple
        ``(args, kwargs)`` as they went in.

    Raises
    ------
    StudentValueError
        If an argument holds something else after the call.
    """
    value, *after = found if isinstance(found, tuple) and len(found) == 3 else (None, None, None)
    if not same([*given], after):
        zh, en = "傳進來的參數被改動了：先複製一份再改", "an argument was changed: copy it before you change it"
        raise StudentValueError(say(zh, en))
    return value


def same(before: Any, after: Any) -> bool:
    """Say whether an argument came back as it went in; what is no data is not looked at."""
    if isinstance(before, Remote) or callable(before):
        return True
    if isinstance(before, np.ndarray | np.generic):
        if not isinstance(after, np.ndarray | np.generic) or before.shape != after.shape:
            return False
        if before.dtype.kind == "O":
            return same(before.tolist(), np.asarray(after, dtype=object).tolist())
        return bool(np.array_equal(before, after, equal_nan=before.dtype.kind in "fc"))
    if hasattr(before, "equals"):  # pandas, which is not imported for this
        before = codec.decode(*codec.encode(before), judged=True)  # as it comes back: without nullable dtypes
        return type(before) is type(after) and bool(before.equals(after))
    if isinstance(before, list | tuple):
        pairs = isinstance(after, list if isinstance(before, list) else tuple) and len(before) == len(after)
        return pairs and all(same(b, a) for b, a in zip(before, after, strict=True))
    if isinstance(before, dict):
        keys = isinstance(after, dict) and list(before) == list(after)
        return keys and all(same(value, after[key]) for key, value in before.items())
    if isinstance(before, float):
        return isinstance(after, float) and (before == after or (before != before and after != after))
    if isinstance(before, bool | int | complex | str | bytes | set | frozenset | Number | None):
        return bool(before == after)
    return True  # dates and the like cannot be changed
