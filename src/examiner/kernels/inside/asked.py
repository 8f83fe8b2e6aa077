"""What a grader can ask of a variable or an object of the notebook, each by a name that travels with the request."""

from __future__ import annotations

import asyncio
import importlib
import operator
import time
import types
from typing import Any

from ... import codec
from .seeds import seed_everything

BETWEEN_REPLIES = 0.05  # seconds after which items of an iterator are sent, so that a slow one meets no limit for all


def call(target: Any, argument: Any) -> Any:
    """Call ``target`` with ``(args, kwargs)``; wait for the value of an ``async def`` function."""
    args, kwargs = argument
    found = target(*args, **kwargs)
    return awaited(found) if type(found) is types.CoroutineType else found


def awaited(coroutine: types.CoroutineType[Any, Any, Any]) -> Any:
    """Run a coroutine to its end, within the kernel's own event loop, which waits for this request."""
    outer = asyncio._get_running_loop()
    asyncio._set_running_loop(None)  # asyncio allows one loop in a thread; the kernel's goes on when this one is over
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(coroutine)
    finally:
        loop.close()
        asyncio._set_running_loop(outer)


def told(value: Any) -> tuple[Any, bool]:
    """Return a value, and whether it arrives as exactly what it is here."""
    return value, codec.is_exact(value)


def take(iterator: Any, most: int) -> tuple[list[Any], Any]:
    """Return the next items of an iterator, at most so many, and what ended it: None, True, or an exception."""
    items: list[Any] = []
    until = time.monotonic() + BETWEEN_REPLIES
    try:
        while len(items) < most and (not items or time.monotonic() < until):
            items.append(next(iterator))
    except StopIteration:
        return items, True
    except Exception as error:  # the grader first sees the items before it
        if not items:
            raise
        return items, error
    return items, None


def leave(target: Any, failed: bool) -> None:
    """Leave a context; which exception ended the grader's block is not told."""
    error = RuntimeError("the block of the with statement ended with an exception") if failed else None
    type(target).__exit__(target, type(error) if failed else None, error, None)


def throw(error: BaseException, _: Any) -> None:
    """Raise an exception that ended an iterator."""
    raise error


NAMED_ALIKE = """add sub mul matmul truediv floordiv mod pow lshift rshift xor neg pos abs invert index contains
eq ne lt le gt ge"""  # in the module operator
OPERATORS: dict[str, Any] = {
    **{name: getattr(operator, name) for name in NAMED_ALIKE.split()},
    **{"and": operator.and_, "or": operator.or_, "divmod": divmod, "round": round, "bool": bool, "hash": hash},
    **{"int": int, "float": float, "complex": complex, "str": str, "repr": repr, "format": format},
    **{"isinstance": isinstance, "issubclass": issubclass},
}


def operate(target: Any, argument: Any) -> Any:
    """Apply an operator or a conversion, ``(name, *operands)``."""
    name, *operands = argument
    return OPERATORS[name](*operands)


def generator(number: int) -> Any:
    """Return a generator of NumPy's with a seed."""
    return importlib.import_module("numpy").random.default_rng(number)


OPERATIONS: dict[str, Any] = {
    "library": lambda _, name: importlib.import_module(str(name)),
    "seed": lambda _, number: seed_everything(number),
    "generator": lambda _, number: generator(number),
    "more": lambda batch, _: batch.go_on(),
    "get": lambda target, _: target,
    "call": call,
    "call_keeping": lambda target, argument: (call(target, argument), *argument),  # and the arguments as they are then
    "call_told": lambda target, argument: (*told(call(target, argument)), *argument),
    "get_told": lambda target, _: told(target),
    "attr_told": lambda target, name: told(getattr(target, name)),
    "attr": lambda target, name: getattr(target, name),
    "set_attr": lambda target, argument: setattr(target, *argument),
    "delete_attr": lambda target, name: delattr(target, name),
    "item": lambda target, key: target[key],
    "set_item": lambda target, argument: operator.setitem(target, *argument),
    "delete_item": lambda target, key: operator.delitem(target, key),
    "len": lambda target, _: len(target),
    "iter": lambda target, _: iter(target),
    "take": take,
    "raise": throw,
    "operate": operate,
    "enter": lambda target, _: type(target).__enter__(target),
    "exit": leave,
}
