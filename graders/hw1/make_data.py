"""Make the hidden data of homework 1: ``python graders/hw1/make_data.py`` writes ``data/digits.npz``.

The pictures are scikit-learn's digits (UCI Optical Recognition of Handwritten Digits, CC BY 4.0). Every fifth row is
held out of what students train on. The hidden pictures are those rows with a little noise and brightness, about half
of them as negatives, so that neither the pictures nor their order can be had from the release or from scikit-learn.
No linear model can tell the digits in both a picture and its negative: its scores for x and 1 - x have a constant sum.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

SEED = 20240901
HELD_OUT = 3  # rows with index % 5 == HELD_OUT; the notebook leaves out the same ones
NOISE = 0.04  # standard deviation, on a scale from 0 to 1


def make_digits(seed: int = SEED) -> dict[str, np.ndarray]:
    """Return the arrays of ``digits.npz``.

    Returns
    -------
    dict
        ``x_train`` (1438, 64) uint8 from 0 to 16 and ``y_train`` (1438,): the students' rows, without negatives.
        ``x_hidden`` (359, 64) uint8 from 0 to 255 and ``y_hidden`` (359,): the pictures of the accuracy check.
    """
    rng = np.random.default_rng(seed)
    digits = load_digits()
    held_out = np.arange(len(digits.data)) % 5 == HELD_OUT
    x = digits.data[held_out] / 16
    x = x * rng.uniform(0.9, 1.0, size=(len(x), 1)) + rng.normal(0, NOISE, size=x.shape)
    x = np.clip(x, 0, 1)
    negative = rng.random(len(x)) < 0.5
    x[negative] = 1 - x[negative]
    order = rng.permutation(len(x))
    return {
        "x_train": digits.data[~held_out].astype(np.uint8),
        "y_train": digits.target[~held_out].astype(np.uint8),
        "x_hidden": np.round(255 * x[order]).astype(np.uint8),
        "y_hidden": digits.target[held_out][order].astype(np.uint8),
    }


if __name__ == "__main__":
    folder = Path(__file__).parent / "data"
    folder.mkdir(exist_ok=True)
    np.savez_compressed(folder / "digits.npz", **make_digits())
