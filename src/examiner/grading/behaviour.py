"""How a student's function behaves over several calls: it refuses bad inputs, repeats itself, and learns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from examiner.codec.numeric import np
from examiner.grading.answers import placed
from examiner.grading.author import StudentValueError, approx, array, raises
from examiner.grading.errors import Told
from examiner.grading.exact import exactly
from examiner.grading.parts import arguments
from examiner.grading.remote import Remote
from examiner.model import say


def refuses(
    function: Any, inputs: Iterable[Any], kind: type[BaseException] = ValueError, *, message: bool = True
) -> None:
    """Pass if a function refuses each of the inputs, fail the check and say which it does not refuse otherwise.

    Parameters
    ----------
    function : callable
        The student's; all calls then take one round trip. Or one of the grader's that calls it.
    inputs : iterable
        What is wrong, each as for ``student.each``: a tuple holds the arguments of one call.
    kind : type
        The exception that must come; subclasses count.
    message : bool
        Whether it must carry a text that tells its reader what was wrong.
    """
    __tracebackhide__ = True
    calls = [arguments(one) for one in inputs]
    answers = function._each(calls) if isinstance(function, Remote) else None
    for number, (positional, named) in enumerate(calls):
        try:
            with raises(kind, message=message):
                answers.alone(number) if answers is not None else function(*positional, **named)
        except Told as error:
            raise placed(error, number, len(calls)) from error.__cause__


def reproducible(
    call: Callable[[Any], Any],
    seeds: Sequence[Any],
    *,
    rel: float = 1e-5,
    abs: float = 1e-8,  # noqa: A002 - as approx
) -> list[Any]:
    """Pass if the first seed gives the same twice and not every other one gives that too; return what each gave.

    Parameters
    ----------
    call : callable
        Returns data for a seed: ``lambda seed: array(student.draw(5, seed), (5,))``. For the first seed it is called
        first and last.
    seeds : sequence
        Two or more different seeds. Where few results are possible, more seeds than two, lest chance makes all equal.
    rel, abs : float
        Up to which differences numbers are the same.
    """
    __tracebackhide__ = True
    if len(seeds) < 2:
        raise ValueError("reproducible() needs two seeds or more")
    found = [call(seed) for seed in seeds]
    again = call(seeds[0])
    if not _alike(found[0], again, rel, abs):
        zh, en = "相同的種子應得到相同的結果", "the same seed should give the same result"
        raise StudentValueError(say(zh, en))
    if all(_alike(found[0], other, rel, abs) for other in found[1:]):
        zh, en = "不同的種子應得到不同的結果", "another seed should give another result"
        raise StudentValueError(say(zh, en))
    return found


def _alike(one: Any, other: Any, rel: float, abs_: float) -> bool:
    if isinstance(one, Remote):
        one._no_data()
    if isinstance(one, dict):
        same = isinstance(other, dict) and one.keys() == other.keys()
        return same and all(_alike(one[key], other[key], rel, abs_) for key in one)
    if isinstance(one, list | tuple):
        pairs = isinstance(other, list | tuple) and len(one) == len(other)
        return pairs and all(_alike(a, b, rel, abs_) for a, b in zip(one, other, strict=True))
    if isinstance(one, np.ndarray | np.number | int | float | complex):
        try:
            return bool(other == approx(one, rel=rel, abs=abs_, nan_ok=True))
        except TypeError:  # an array of texts or objects
            pass
    return bool(other == exactly(one))


def falling(history: Any, name: str = "loss", *, to: float = 1.0, of: str = "train") -> np.ndarray:
    """Return the losses that ``model.fit`` has recorded, or fail the check if they do not fall.

    Parameters
    ----------
    history : object
        What the student's training returned: the object that ``model.fit`` returns.
    name : str
        Which record.
    to : float
        The last one must be below so many times the first.
    of : str
        What to call the student's function in the message.
    """
    __tracebackhide__ = True
    if not isinstance(history, Remote):
        zh, en = f"{of} 應回傳 model.fit 的結果", f"{of} should return what model.fit returns"
        raise StudentValueError(say(zh, en))
    found = history.history
    if not isinstance(found, dict) or name not in found:
        raise StudentValueError(say(f"history.history 裡應有 {name}", f"history.history should hold {name!r}"))
    losses = array(found[name], (None,), name=name)
    if len(losses) < 2:
        raise StudentValueError(say(f"{name}：至少要有兩輪", f"{name}: at least two epochs are needed"))
    if not losses[-1] < to * losses[0]:
        first, last = f"{losses[0]:.4g}", f"{losses[-1]:.4g}"
        zh, en = (
            f"{name} 由 {first} 到 {last}：下降得不夠",
            f"{name} goes from {first} to {last}: not enough",
        )
        raise StudentValueError(say(zh, en))
    return losses
