"""Make the hidden ratings of homework 5: ``python graders/hw5/make_ratings.py`` writes ``data/recommender.npz``.

The ratings are made up (public domain, CC0). They come from another seed and other rules than those of the notebook:
here the film's age bears on taste too, and more films have hardly any ratings. The grader renumbers users and films
for each submission, so the held-out ratings can be had neither from the release nor from another submission.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

SEED = 918_273_645
USERS, FILMS, GENRES = 150, 400, 8
TRAIN, HIDDEN = 4500, 1500


def make_ratings(seed: int = SEED) -> dict[str, np.ndarray]:
    """Return the arrays of ``recommender.npz``.

    Returns
    -------
    dict
        ``users``, ``items``, ``ratings`` (6000,), of which the first 4500 are for training; ``genres`` (400, 8) of 0
        and 1; ``years`` (400,).
    """
    rng = np.random.default_rng(seed)
    genres = (rng.random((FILMS, GENRES)) < 0.2).astype(float)
    genres[np.arange(FILMS), rng.integers(GENRES, size=FILMS)] = 1
    years = rng.integers(1960, 2017, FILMS)
    age = (years - 1988) / 16
    quality = genres @ rng.normal(0, 0.35, GENRES) + 0.35 * np.cos(1.6 * age) + rng.normal(0, 0.2, FILMS)
    group = rng.integers(5, size=USERS)
    taste = rng.normal(0, 0.8, (5, GENRES))[group] + rng.normal(0, 0.2, (USERS, GENRES))
    share = genres / np.sqrt(genres.sum(axis=1, keepdims=True))
    truth = 3.5 + rng.normal(0, 0.4, (USERS, 1)) + quality - quality.mean()
    truth = truth + taste @ (share - share.mean(axis=0)).T + rng.normal(0, 0.3, 5)[group][:, None] * age
    ratings = np.clip(np.round(2 * (truth + rng.normal(0, 0.5, truth.shape))) / 2, 0.5, 5)
    popularity = np.outer(rng.uniform(0.5, 2, USERS), rng.permutation(1 / np.arange(2, FILMS + 2))).ravel()
    order = np.argsort(-(rng.gumbel(size=popularity.size) + np.log(popularity)))
    chosen = np.concatenate([order[:TRAIN], rng.choice(order[TRAIN:], HIDDEN, replace=False)])
    users, items = np.divmod(chosen, FILMS)
    return {
        "users": users.astype(np.int16),
        "items": items.astype(np.int16),
        "ratings": ratings[users, items],
        "genres": genres.astype(np.uint8),
        "years": years.astype(np.int16),
    }


if __name__ == "__main__":
    folder = Path(__file__).parent / "data"
    folder.mkdir(exist_ok=True)
    np.savez_compressed(folder / "recommender.npz", **make_ratings())
