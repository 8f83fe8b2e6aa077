"""Putting a wrapper in the place of a function, or of a method in its class."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from examiner.audit.wrapping.values import Noted

Wrapper = Callable[[Callable[..., Any], Any, Any, Any, Noted], Any]


def around(wrapper: Wrapper, function: Callable[..., Any], noted: Noted) -> Callable[..., Any]:
    """Return a function with a wrapper around it; what the wrapper keeps lasts from call to call."""
    kept: dict[Any, Any] = {}

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        return wrapper(function, args, kwargs, kept, noted)

    return call


def place_in_class(wrapper: Wrapper, owner: type, name: str, noted: Noted) -> None:
    """Put a wrapper around a method, in its class; it sees no ``self``, and keeps something for each object apart.

    The signature stays what a framework reads from it. A property is left alone.
    """
    raw: Any = vars(owner)[name]
    if not callable(getattr(owner, name)):
        return
    if isinstance(raw, staticmethod):
        setattr(owner, name, staticmethod(around(wrapper, raw.__func__, noted)))
        return
    own: Any = raw.__func__ if isinstance(raw, classmethod) else raw
    held: dict[int, tuple[Any, dict[Any, Any]]] = {}  # with the object, whose id nobody else has while it lives

    @functools.wraps(own)
    def call(self: Any, /, *args: Any, **kwargs: Any) -> Any:
        _, kept = held.setdefault(id(self), (self, {}))
        return wrapper(own.__get__(self, type(self)), args, kwargs, kept, noted)

    setattr(owner, name, classmethod(call) if isinstance(raw, classmethod) else call)
