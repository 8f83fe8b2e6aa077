"""What came of many calls that were made in one round trip: each value, or the failure of that call alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, overload

from examiner.grading.errors import NotPlainData, StudentFault, Told
from examiner.model import Text, say


class Answers(Sequence[Any]):
    """The values of calls, in order; one that failed fails the check once somebody takes its value.

    Parameters
    ----------
    of : list of callable
        For each call what returns its value or raises what it ended with.
    """

    def __init__(self, of: Sequence[Callable[[], Any]]) -> None:
        self._of = list(of)
        self._values: dict[int, Any] = {}

    def __len__(self) -> int:
        return len(self._of)

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> list[Any]: ...
    def __getitem__(self, place: int | slice) -> Any:
        """Return the value of a call, or of several, or raise what one ended with and say which it was."""
        __tracebackhide__ = True
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        number = range(len(self))[place]
        try:
            return self.alone(number)
        except Told as error:
            raise placed(error, number, len(self)) from error.__cause__

    def alone(self, number: int) -> Any:
        """Return the value of a call, or raise what it ended with as if it had been made alone."""
        __tracebackhide__ = True
        if number not in self._values:
            self._values[number] = self._of[number]()
            self._of[number] = _taken  # lets go of the bytes that the value was made of
        return self._values[number]


def _taken() -> None:
    """Stand in the place of what has given its value."""


def placed(error: Told, number: int, count: int) -> Told:
    """Return an error that says in which of several calls it arose."""
    if count < 2 or getattr(error, "placed", False):
        return error
    zh, en = f"第 {number + 1} 次呼叫（共 {count} 次）", f"call {number + 1} of {count}"
    error.text = say(f"{zh}：{error.text.zh}", f"{en}: {error.text.en}")
    error.args = (error.text,)
    vars(error)["placed"] = True
    return error


def later(fault: StudentFault, known: bool) -> StudentFault:
    """Return what the calls end with that were not made, or whose end is not known, since one before them ended all."""
    told = fault.text
    if not known:
        zh, en = f"這次或之後的某次呼叫：{told.zh}", f"this call or one after it: {told.en}"
        told = say(zh, en)
    found = type(fault).__new__(type(fault))
    found.__dict__.update(vars(fault))
    found.args, found.text = (told,), told
    return found


def entries(found: Any) -> tuple[Any, list[tuple[dict[str, Any], list[bytes]]]]:
    """Return what is left of a batch and what came of the calls that were made; believes nothing about the form.

    Raises
    ------
    NotPlainData
        If it is of another form than an honest kernel sends.
    """
    if isinstance(found, tuple) and len(found) == 2 and isinstance(found[1], list):
        rest, told = found
        if all(isinstance(one, tuple) and len(one) == 2 and _is_entry(*one) for one in told):
            return rest, told
    raise NotPlainData(_NO_ANSWERS)


def _is_entry(fields: Any, buffers: Any) -> bool:
    plain = isinstance(fields, dict) and isinstance(buffers, list) and all(isinstance(b, bytes) for b in buffers)
    return plain and (fields.get("ok") is not True or len(buffers) > 0)


_NO_ANSWERS: Text = say("傳回的值無法評分", "what came back cannot be judged")
