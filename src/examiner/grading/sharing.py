"""Fixtures that several checks of a module share, such as a network that is trained once.

Their calls have a limit of their own, whichever check comes first; what they got from the student's side counts as
received in every check that uses them; and where a kernel died since, they are made again, lest a check loses its
points to the death that another one saw.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from examiner.grading.wall import Wall

OURS = {"student", "hidden", "seeds"}


@dataclass
class Made:
    """A fixture that was made for a module."""

    fixture: pytest.FixtureDef[Any]
    received: tuple[Any, ...]  # the last values that came over the wall for it
    looked: bool
    generation: int  # of the kernel

    @property
    def failed(self) -> bool:
        """Whether it ended with an exception, which every check that uses it meets."""
        return self.fixture.cached_result is not None and self.fixture.cached_result[2] is not None

    def hand_on(self, wall: Wall) -> None:
        """Have what came for it count as received in the present check."""
        wall.received.extend(self.received)
        wall.looked = wall.looked or self.looked


def is_shared(fixture: pytest.FixtureDef[Any]) -> bool:
    """Say whether a fixture of a grader's is made once for several checks."""
    return fixture.scope != "function" and fixture.argname not in OURS


class Shared:
    """The fixtures that the checks of the modules share."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], Made] = {}

    @contextlib.contextmanager
    def making(self, fixture: pytest.FixtureDef[Any], module: str, wall: Wall) -> Iterator[None]:
        """Make a fixture: with a clean slate, and its own time for each call, in the middle of a check's."""
        with wall.apart(getattr(fixture.func, "examiner_seconds", None), f"{module}::{fixture.argname}"):
            try:
                yield
            finally:
                made = Made(fixture, tuple(wall.received), wall.looked, wall.generation)
                self._made[module, fixture.argname] = made
        made.hand_on(wall)

    def begin(self, item: pytest.Item, wall: Wall) -> None:
        """Hand on to a check what its shared fixtures got, if they were made; those that a death took are forgotten."""
        for name in getattr(item, "fixturenames", ()):
            made = self._made.get((item.path.stem, name))
            if made is None:
                continue
            if wall.has_lost(made.generation) and not made.failed:
                del self._made[item.path.stem, name]
                made.fixture.finish(item._request)  # type: ignore[attr-defined] # as pytest does for other parameters
            else:
                made.hand_on(wall)
