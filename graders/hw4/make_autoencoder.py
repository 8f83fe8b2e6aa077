"""Make homework 4's hidden pictures: ``python graders/hw4/make_autoencoder.py`` writes ``data/autoencoder.npz``.

The pictures are scikit-learn's digits (UCI Optical Recognition of Handwritten Digits, CC BY 4.0). Every fifth row is
held out of what students train on. The hidden pictures are those rows in another order, each in a brightness of its
own and with a little blur, so that they cannot be had from the release or from scikit-learn. The grader turns or
flips all pictures alike and draws the noise anew for every submission.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

SEED = 20240906
HELD_OUT = 2  # rows with index % 5 == HELD_OUT; the notebook leaves out the same ones


def blurred(x: np.ndarray, strength: np.ndarray) -> np.ndarray:
    """Return pictures (n, 8, 8) mixed with the mean of their four neighbours, each by its own strength."""
    edge = np.pad(x, ((0, 0), (1, 1), (1, 1)))
    around = (edge[:, :-2, 1:-1] + edge[:, 2:, 1:-1] + edge[:, 1:-1, :-2] + edge[:, 1:-1, 2:]) / 4
    return x + strength[:, None, None] * (around - x)


def make_pictures(seed: int = SEED) -> dict[str, np.ndarray]:
    """Return the arrays of ``autoencoder.npz``.

    Returns
    -------
    dict
        ``x_train`` (1438, 64) uint8 from 0 to 16: the rows that are not held out.
        ``x_hidden`` (359, 64) uint8 from 0 to 255: the pictures of the error check, without noise.
    """
    rng = np.random.default_rng(seed)
    data = load_digits().data
    held_out = np.arange(len(data)) % 5 == HELD_OUT
    x = rng.permutation(data[held_out] / 16)
    x = blurred(x.reshape(-1, 8, 8), rng.uniform(0.05, 0.12, len(x))).reshape(-1, 64)
    x = x * rng.uniform(0.92, 0.97, size=(len(x), 1))
    return {"x_train": data[~held_out].astype(np.uint8), "x_hidden": np.round(255 * x).astype(np.uint8)}


if __name__ == "__main__":
    folder = Path(__file__).parent / "data"
    folder.mkdir(exist_ok=True)
    np.savez_compressed(folder / "autoencoder.npz", **make_pictures())
