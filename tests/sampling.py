"""Seeded samples of what proves at length: ``make test`` runs a sample, ``make proof`` runs the whole.

The seed stands in ``tests/sample_seed.txt``, and nothing else changes what is drawn: two runs of one state of the
files run the same tests. Changing it draws others.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
SEED = Path(__file__).with_name("sample_seed.txt")
WHOLE = "SUITE_WHOLE"  # set to run the whole
FIGURES = "SUITE_FIGURES"  # a file to write figures to


def is_whole() -> bool:
    """Say whether the whole is to be run."""
    return bool(os.environ.get(WHOLE))


def sample(what: str, items: Sequence[T], most: int, *, always: Callable[[T], bool] = lambda _: False) -> list[T]:
    """Return ``most`` of the items and those that must ``always`` be there, in their order; all if it is the whole."""
    if is_whole() or len(items) <= most:
        return list(items)
    rng = random.Random(f"{SEED.read_text(encoding='utf-8').strip()} {what}")
    chosen = set(rng.sample(range(len(items)), most))
    return [item for number, item in enumerate(items) if number in chosen or always(item)]


def record(figures: Mapping[str, object]) -> None:
    """Add figures to those of the proof that is running, if one is."""
    if path := os.environ.get(FIGURES):
        file = Path(path)
        known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        file.write_text(json.dumps({**known, **figures}), encoding="utf-8")
