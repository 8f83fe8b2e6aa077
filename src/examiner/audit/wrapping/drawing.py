"""Wrappers around functions that draw."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from examiner.audit.wrapping.values import Noted

Function = Callable[..., Any]


def axes() -> list[Any]:
    """Return the axes of all open figures; none if the notebook does not draw."""
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return []
    return [one for number in pyplot.get_fignums() for one in pyplot.figure(number).axes]


def drawn(one: Any) -> list[Any]:
    """Return what is drawn in some axes."""
    return [*one.lines, *one.collections, *one.patches, *one.images, *one.texts]


def drawing(function: Function, args: Any, kwargs: Any) -> tuple[Any, list[tuple[Any, list[Any]]]]:
    """Call a function; return its result and the axes in which it has drawn, each with what is new there."""
    before = [artist for one in axes() for artist in drawn(one)]  # kept: an id is given again once its object is gone
    known, result = set(map(id, before)), function(*args, **kwargs)
    found = [(one, [artist for artist in drawn(one) if id(artist) not in known]) for one in axes()]
    return result, [(one, artists) for one, artists in found if artists]


def no_drawing(function: Function, args: Any, kwargs: Any, kept: Any, noted: Noted) -> Any:
    """Take away again what was drawn."""
    result, new = drawing(function, args, kwargs)
    for _, artists in new:
        for artist in artists:
            artist.remove()
            noted()
    return result


def draws_twice(function: Function, args: Any, kwargs: Any, kept: Any, noted: Noted) -> Any:
    """Draw all of it again."""
    result, new = drawing(function, args, kwargs)
    if new:
        noted()
        function(*args, **kwargs)
    return result


def one_colour(function: Function, args: Any, kwargs: Any, kept: Any, noted: Noted) -> Any:
    """Draw all of it in black, and pictures in shades of grey."""
    result, new = drawing(function, args, kwargs)
    for one, artists in new:
        for artist in artists:
            artist.set_cmap("gray") if artist in one.images else artist.set_color("black")
            noted()
    return result


KINDS = {"no-drawing": no_drawing, "draws-twice": draws_twice, "one-colour": one_colour}
