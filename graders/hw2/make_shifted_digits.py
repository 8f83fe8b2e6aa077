"""Make the hidden data of homework 2: ``python graders/hw2/make_shifted_digits.py`` writes ``data/shifted_digits.npz``.

The pictures are scikit-learn's digits (UCI Optical Recognition of Handwritten Digits, CC BY 4.0). Every fifth row, not
the ones that homework 1 holds out, is kept from what students train on. A hidden picture is such a row at a random
place of a 10×10 frame, darker and with noise, so that neither the pictures nor their order can be had from the release
or from scikit-learn.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

SEED = 20240902
HELD_OUT = 1  # rows with index % 5 == HELD_OUT; the notebook leaves out the same ones
PLACES = 3  # hidden pictures made of each row, at different places
NOISE = 0.04  # standard deviation, on a scale from 0 to 1


def make_shifted_digits(seed: int = SEED) -> dict[str, np.ndarray]:
    """Return the arrays of ``shifted_digits.npz``.

    Returns
    -------
    dict
        ``x_train`` (1437, 8, 8) uint8 from 0 to 16 and ``y_train`` (1437,): the students' rows, not yet in a frame.
        ``x_hidden`` (1080, 10, 10) uint8 from 0 to 255 and ``y_hidden`` (1080,): the pictures of the accuracy check.
    """
    rng = np.random.default_rng(seed)
    digits = load_digits()
    held_out = np.arange(len(digits.images)) % 5 == HELD_OUT
    x, y = [], []
    for image, label in zip(digits.images[held_out] / 16, digits.target[held_out], strict=True):
        for place in rng.choice(9, PLACES, replace=False):
            top, left = divmod(int(place), 3)
            frame = np.zeros((10, 10))
            frame[top : top + 8, left : left + 8] = image * rng.uniform(0.85, 1.0)
            x.append(np.clip(frame + rng.normal(0, NOISE, frame.shape), 0, 1))
            y.append(label)
    order = rng.permutation(len(x))
    return {
        "x_train": digits.images[~held_out].astype(np.uint8),
        "y_train": digits.target[~held_out].astype(np.uint8),
        "x_hidden": np.round(255 * np.array(x)[order]).astype(np.uint8),
        "y_hidden": np.array(y)[order].astype(np.uint8),
    }


if __name__ == "__main__":
    folder = Path(__file__).parent / "data"
    folder.mkdir(exist_ok=True)
    np.savez_compressed(folder / "shifted_digits.npz", **make_shifted_digits())
