"""Random numbers for graders where NumPy is not installed."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from examiner.codec.numeric import REMEDY


class Draws:
    """What ``rng`` then is: the most used methods of NumPy's generator, which give Python's numbers, and lists of them.

    Parameters
    ----------
    seed : int
        The same seed draws the same, though not what NumPy draws.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def integers(self, low: int, high: int | None = None, size: int | None = None) -> Any:
        """Draw whole numbers from ``low`` to below ``high``, or from 0 to below ``low``."""
        first, end = (0, low) if high is None else (low, high)
        return self._several(lambda: self._random.randrange(first, end), size)

    def uniform(self, low: float = 0.0, high: float = 1.0, size: int | None = None) -> Any:
        """Draw numbers that are equally likely from ``low`` to ``high``."""
        return self._several(lambda: self._random.uniform(low, high), size)

    def normal(self, loc: float = 0.0, scale: float = 1.0, size: int | None = None) -> Any:
        """Draw numbers of a normal distribution."""
        return self._several(lambda: self._random.gauss(loc, scale), size)

    def random(self, size: int | None = None) -> Any:
        """Draw numbers from 0 to below 1."""
        return self._several(self._random.random, size)

    def choice(self, items: Sequence[Any], size: int | None = None) -> Any:
        """Draw items, each time from all."""
        return self._several(lambda: self._random.choice(items), size)

    def permutation(self, items: int | Sequence[Any]) -> list[Any]:
        """Return items, or the numbers below one, in another order."""
        found = list(range(items) if isinstance(items, int) else items)
        self._random.shuffle(found)
        return found

    def shuffle(self, items: list[Any]) -> None:
        """Put a list into another order."""
        self._random.shuffle(items)

    @staticmethod
    def _several(draw: Callable[[], Any], size: int | None) -> Any:
        return draw() if size is None else [draw() for _ in range(size)]

    def __getattr__(self, name: str) -> Any:
        raise ModuleNotFoundError(f"rng.{name}: {REMEDY}", name="numpy")
