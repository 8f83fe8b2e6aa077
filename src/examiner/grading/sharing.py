"""Fixtures that several checks of a module share, such as a network that is trained once.

Their calls have a limit of their own, whichever check comes first; what they got from the student's side counts as
received in every check that uses them; and where a kernel died since, they are made again, lest a check loses its
points to the death that another one saw. Not so one that ended with an exception when it had killed the kernel itself.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from examiner.grading.outcomes import told_before
from examiner.grading.wall import Wall
from examiner.model import Check

OURS = {"student", "hidden", "seeds"}


@dataclass
class Made:
    """A fixture that was made for a module."""

    fixture: pytest.FixtureDef[Any]
    received: tuple[Any, ...]  # the last values that came over the wall for it
    looked: bool
    generation: int  # of the kernel
    deadly: bool  # whether a kernel died while it was made
    param: object  # of pytest's, for which it was made
    told: Check | None = None  # the first that ended with its exception

    @property
    def error(self) -> BaseException | None:
        """What it ended with, which every check that uses it meets, until pytest is done with its module."""
        result = self.fixture.cached_result
        return result[2][0] if result is not None and result[2] is not None else None

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
    def making(self, fixture: pytest.FixtureDef[Any], request: pytest.FixtureRequest, wall: Wall) -> Iterator[None]:
        """Make a fixture: with a clean slate, and its own time for each call, in the middle of a check's."""
        module, name, budget = request.path.stem, fixture.argname, wall.notebook.budget
        deaths, param = budget.deaths, getattr(request, "param", None)
        self._made.pop((module, name), None)
        try:
            with wall.apart(getattr(fixture.func, "examiner_seconds", None), f"{module}::{name}"):
                try:
                    yield
                finally:
                    received, deadly = tuple(wall.received), budget.deaths > deaths
                    made = Made(fixture, received, wall.looked, wall.generation, deadly, param)
                    self._made[module, name] = made
        finally:
            if (module, name) in self._made:  # also if it broke on what it got: the student's doing in every check
                self._made[module, name].hand_on(wall)

    def begin(self, item: pytest.Item, wall: Wall) -> None:
        """Hand on to a check what its shared fixtures got, if they are made; those that a death took are given up."""
        module, lost = item.path.stem, list[Made]()
        self._made = {key: made for key, made in self._made.items() if made.fixture.cached_result is not None}
        for name in getattr(item, "fixturenames", ()):
            made = self._made.get((module, name))
            if made is None:
                continue
            if wall.has_lost(made.generation) and made.error is None:
                lost.append(made)
            else:
                made.hand_on(wall)
        with self._keeping_deadly():
            for made in lost:
                made.fixture.finish(item._request)  # type: ignore[attr-defined] # as pytest does for other parameters

    @contextlib.contextmanager
    def _keeping_deadly(self) -> Iterator[None]:
        """Keep what has killed a kernel from being made again when pytest gives up what it was made of.

        Its next death would count like the first, until no kernel is left for the tasks behind. Where fixtures have
        parameters it is made again all the same: it may be harmless with others.
        """
        made_now = self._made.values()
        steady = all(made.param is None for made in made_now)
        kept = [(made, made.fixture.cached_result) for made in made_now if steady and made.deadly and made.error]
        yield
        for made, result in kept:
            made.fixture.cached_result = result

    def told(self, check: Check, raised: BaseException | None) -> Check:
        """Return a check as it is told: at length if it is the first to end with what a shared fixture ended with."""
        made = next((made for made in self._made.values() if raised is not None and made.error is raised), None)
        if made is None:
            return check
        if made.told is None:
            made.told = check
            return check
        return told_before(check, made.told)


@contextlib.contextmanager
def keeping_what_it_raises(fixture: pytest.FixtureDef[Any], request: pytest.FixtureRequest) -> Iterator[None]:
    """Have pytest keep what a fixture ends with also where it is no ``Exception``, lest it trips over it later."""
    try:
        yield
    except BaseException as error:
        if fixture.cached_result is None:
            key = getattr(request, "param", None)
            fixture.cached_result = (None, key, (error, error.__traceback__))
        raise
