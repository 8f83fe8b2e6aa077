"""Measure the recommenders of homework 5 on MovieLens (671 users, 100,004 ratings), where it is installed.

A random fifth of the ratings is held out. The lecture's figures (.92 and .82) are only shown: the first is a
weak baseline, the second comes from film averages that contain the held-out ratings. Ours are measured without and,
for comparison, with that leak. The lecture defines NDCG and precision nowhere; those of the homework are used.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pandas as pd
import tensorflow as tf

DATASET = "movielens_671"
PUBLISHED = {
    "biases: RMSE": ("about", 0.879, 0.01),
    "biases: AUC": ("about", 0.779, 0.01),
    "MF: RMSE": ("about", 0.878, 0.01),
    "MF: AUC": ("about", 0.785, 0.01),
    "DNN, plain averages: RMSE": ("shown", 0.874),
    "DNN, plain averages: AUC": ("shown", 0.782),
    "DNN: RMSE": ("<=", 0.870),
    "DNN: AUC": (">=", 0.782),
    "DNN with the leak: RMSE": ("<=", 0.837),
    "DNN with the leak: AUC": (">=", 0.808),
    "lecture, MF: RMSE": ("shown", 0.92),
    "MF: NDCG strict": ("shown", 0.63),
    "MF: NDCG normal": ("shown", 0.76),
    "MF: precision@10 strict": ("shown", 0.50),
    "MF: precision@10 normal": ("shown", 0.63),
    "MF with history: RMSE": ("shown", 0.92),
    "MF with history: AUC": ("shown", 0.74),
    "MF with history: NDCG strict": ("shown", 0.63),
    "MF with history: NDCG normal": ("shown", 0.76),
    "MF with history: precision@10 strict": ("shown", 0.51),
    "MF with history: precision@10 normal": ("shown", 0.63),
    "DNN: NDCG strict": ("shown", 0.73),
    "DNN: NDCG normal": ("shown", 0.86),
    "DNN: precision@10 strict": ("shown", 0.59),
    "DNN: precision@10 normal": ("shown", 0.68),
    "DNN, cross-entropy: AUC": ("shown", 0.81),
    "DNN, cross-entropy: NDCG strict": ("shown", 0.72),
    "DNN, cross-entropy: NDCG normal": ("shown", 0.82),
    "DNN, cross-entropy: precision@10 strict": ("shown", 0.59),
    "DNN, cross-entropy: precision@10 normal": ("shown", 0.68),
}
SEED = 0
SPLIT_SEED = 1  # of a split that nothing was chosen on: prior, rate and penalties were, with another seed
HELD_OUT = 20_000
PRIOR = 5  # a film's average is drawn towards the global mean as by five more ratings
BATCH = 256
MOST_EPOCHS = 10


def measure(namespace: dict[str, Callable[..., Any]], folder: Path) -> dict[str, float]:
    """Return RMSE, AUC, NDCG and precision of every model on the held-out ratings.

    Parameters
    ----------
    namespace : dict
        The executed answer functions of the notebook.
    folder : Path
        The installed data set, with ``ratings.csv`` and ``movies.csv``.
    """
    users, items, ratings, genres, years = read(folder)
    n_users, n_items = int(users.max()) + 1, len(genres)
    train = np.ones(len(ratings), dtype=bool)
    train[np.random.default_rng(SPLIT_SEED).permutation(len(ratings))[:HELD_OUT]] = False
    known = users[train], items[train], ratings[train]
    figures: dict[str, float] = {}

    def note(model: str, scores: np.ndarray, *, stars: bool = True) -> None:
        held_out = users[~train], ratings[~train], scores
        if stars:
            figures[f"{model}: RMSE"] = namespace["rmse"](ratings[~train], scores)
        figures[f"{model}: AUC"] = namespace["roc_auc"](ratings[~train] >= 4, scores)
        for kind in ("strict", "normal"):
            strict = kind == "strict"
            figures[f"{model}: NDCG {kind}"] = namespace["ndcg_at_k"](*held_out, k=10, strict=strict)
            figures[f"{model}: precision@10 {kind}"] = namespace["precision_at_k"](*held_out, k=10, strict=strict)

    for name, k, lam in (("biases", 0, 6.0), ("MF", 8, 30.0)):
        state = namespace["train_mf"](*known, n_users, n_items, k=k, lam=lam, seed=SEED)
        note(name, namespace["predict_all"](*state)[users[~train], items[~train]])
    pooled = mf_with_history(namespace, known, n_users, n_items)
    note("MF with history", pooled[users[~train], items[~train]])

    honest = leave_one_out(namespace, items, ratings, train, n_items)
    plain = namespace["average_rating"](items, ratings, train, n_items)[items]
    everything = namespace["average_rating"](items, ratings, np.ones_like(train), n_items)[items]
    for name, averages, target, loss in [
        ("DNN, plain averages", plain, ratings, "mse"),
        ("DNN", honest, ratings, "mse"),
        ("DNN with the leak", everything, ratings, "mse"),
        ("DNN, cross-entropy", honest, (ratings >= 4).astype(float), keras.losses.BinaryCrossentropy(from_logits=True)),
    ]:
        inputs = namespace["recommender_inputs"](users, items, genres, years, np.zeros(n_items))
        inputs["average"] = (averages[:, None] - 3.5).astype("float32")
        fit = {key: value[train] for key, value in inputs.items()}
        new = {key: value[~train] for key, value in inputs.items()}
        scores = train_network(namespace, (n_users, n_items, genres.shape[1]), fit, target[train], new, loss)
        note(name, scores, stars=loss == "mse")
    figures["lecture, MF: RMSE"] = figures["MF: RMSE"]
    return figures


def read(folder: Path) -> tuple[np.ndarray, ...]:
    """Return users, items and ratings of all rows, and genres and years of all films, numbered from 0."""
    table = pd.read_csv(folder / "ratings.csv")
    films = pd.read_csv(folder / "movies.csv").drop_duplicates("movieId").set_index("movieId").sort_index()
    years = films["title"].str.extract(r"\((\d{4})[^)]*\)\s*$")[0].astype(float)
    genres = films["genres"].str.get_dummies("|").drop(columns="(no genres listed)")
    return (
        pd.factorize(table["userId"])[0],
        films.index.get_indexer(table["movieId"]),
        table["rating"].to_numpy(float),
        genres.to_numpy(float),
        years.fillna(years.median()).to_numpy(),
    )


def leave_one_out(
    namespace: dict[str, Callable[..., Any]], items: np.ndarray, ratings: np.ndarray, train: np.ndarray, n_items: int
) -> np.ndarray:
    """Return the average rating to go with each row, from training rows only.

    In a training row the average is without that row's own rating: else the network would learn to trust averages
    that hold the answer, which those of held-out rows never do.
    """
    averages = namespace["average_rating"](items, ratings, train, n_items, prior=PRIOR)[items]
    count = np.bincount(items[train], minlength=n_items)[items] + PRIOR
    without = (averages * count - ratings) / np.maximum(count - 1, 1)
    return np.where(train, without, averages)


def train_network(
    namespace: dict[str, Callable[..., Any]],
    sizes: tuple[int, int, int],
    inputs: dict[str, np.ndarray],
    target: np.ndarray,
    new: dict[str, np.ndarray],
    loss: Any,
) -> np.ndarray:
    """Train the homework's network and return its scores of the held-out rows.

    The number of epochs is the one that is best on a tenth of the training rows; then all of them are used.
    """
    validation = np.random.default_rng(SEED).random(len(target)) < 0.1
    part, rest = ({key: value[rows] for key, value in inputs.items()} for rows in (~validation, validation))
    model = new_network(namespace, sizes, target[~validation].mean(), loss)
    past = model.fit(
        part,
        target[~validation],
        validation_data=(rest, target[validation]),
        epochs=MOST_EPOCHS,
        batch_size=BATCH,
        verbose=0,
    )
    epochs = int(np.argmin(past.history["val_loss"])) + 1
    model = new_network(namespace, sizes, target.mean(), loss)
    model.fit(inputs, target, epochs=epochs, batch_size=BATCH, verbose=0)
    return np.asarray(model.predict(new, batch_size=4096, verbose=0)[:, 0], dtype=float)


def new_network(
    namespace: dict[str, Callable[..., Any]], sizes: tuple[int, int, int], mean: float, loss: Any
) -> keras.Model:
    """Return the homework's network with the rate and the penalty of a larger data set, starting at the mean."""
    keras.utils.set_random_seed(SEED)
    model = namespace["build_recommender"](*sizes)
    for layer in model.layers:
        if isinstance(layer, keras.layers.Embedding):
            layer.embeddings_regularizer = keras.regularizers.L2(1e-4)
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss=loss)
    model.get_layer("level").bias.assign([mean if loss == "mse" else np.log(mean / (1 - mean))])
    return model


def mf_with_history(
    namespace: dict[str, Callable[..., Any]],
    known: tuple[np.ndarray, np.ndarray, np.ndarray],
    n_users: int,
    n_items: int,
    k: int = 8,
) -> np.ndarray:
    """Return all predictions of matrix factorization whose users' vectors gain the pooled films they have rated."""
    users, items, ratings = known
    seen = np.zeros((n_users, n_items))
    seen[users, items] = 1
    # sqrtn pooling is linear in the vectors; the pool of one-hot vectors of length 1 gives its weight for each user.
    scale = namespace["sqrtn_pool"](np.ones((n_users, n_items, 1)), seen)[:, 0] / np.maximum(seen.sum(axis=1), 1)
    weights = tf.constant(seen * scale[:, None], tf.float32)
    draw = keras.random.SeedGenerator(SEED)
    own, films, history = (
        tf.Variable(keras.random.normal((n, k), stddev=0.05, seed=draw)) for n in (n_users, n_items, n_items)
    )
    bu, bm = tf.Variable(tf.zeros(n_users)), tf.Variable(tf.zeros(n_items))
    variables = [own, films, history, bu, bm]
    optimizer = keras.optimizers.Adam(0.003)
    optimizer.build(variables)
    mean = float(ratings.mean())

    @tf.function
    def step(u: tf.Tensor, i: tf.Tensor, r: tf.Tensor) -> None:
        with tf.GradientTape() as tape:
            person = own + weights @ history
            match = tf.reduce_sum(tf.gather(person, u) * tf.gather(films, i), axis=1)
            error = match + tf.gather(bu, u) + tf.gather(bm, i) + mean - r
            penalty = 1e-4 * tf.add_n([tf.reduce_sum(v**2) for v in variables])
            loss = tf.reduce_mean(error**2) + penalty
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))

    order = np.random.default_rng(SEED)
    for _ in range(8):
        rows = order.permutation(len(ratings))
        for part in np.array_split(rows, len(rows) // 1000):
            step(*(tf.constant(a[part], t) for a, t in ((users, tf.int32), (items, tf.int32), (ratings, tf.float32))))
    person = own.numpy() + weights.numpy() @ history.numpy()
    return np.asarray(namespace["predict_all"](person, films, bu, bm, mean))
