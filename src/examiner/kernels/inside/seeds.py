"""The generators of random numbers that all code of a notebook shares."""

from __future__ import annotations

import random
import sys


def seed_everything(seed: int) -> None:
    """Seed the generators that a forgetful notebook leaves unseeded, so that a rerun repeats itself."""
    random.seed(seed)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(seed % 2**32)
    if "tensorflow" in sys.modules:
        sys.modules["tensorflow"].random.set_seed(seed % 2**31)
    if "keras" in sys.modules:
        sys.modules["keras"].utils.set_random_seed(seed % 2**31)  # its own generator too
