"""深度推薦模型 / A deep recommender"""

import numpy as np
import pandas as pd

from examiner import approx, array, hint, points, raises, stays_below

PLAIN = (type(None), bool, int, float, complex, str, bytes, list, tuple, dict, set, np.ndarray, np.generic)
PLAIN += (pd.DataFrame, pd.Series, pd.Index)
N_TRAIN = 4500
PRIOR = 3


def averages(items, ratings, train, n_items, prior):
    """Return every film's average, film by film."""
    rows = [(i, r) for i, r, t in zip(items, ratings, train, strict=True) if t]
    overall = sum(r for _, r in rows) / len(rows)
    found = []
    for film in range(n_items):
        mine = [r for i, r in rows if i == film]
        found.append((sum(mine) + prior * overall) / (len(mine) + prior) if mine else overall)
    return found


def draw_rows(rng, n=40, n_items=9):
    """Return items, ratings and a mask; film 3 has no row, film 5 none for training, the last one neither."""
    items = rng.choice([0, 1, 2, 4, 5, 6, 7], n)
    items[:7] = [0, 1, 2, 4, 5, 6, 7]
    train = rng.random(n) < 0.6
    train[:2] = True, False
    train[items == 5] = False
    return items, rng.integers(1, 11, n) / 2, train, n_items


def world(hidden, rng):
    """Return the made ratings with users, films and genres renumbered, so that no submission knows another's."""
    data = np.load(hidden / "recommender.npz")
    n_users, (n_items, n_genres) = int(data["users"].max()) + 1, data["genres"].shape
    new_user, new_item, new_genre = (rng.permutation(n) for n in (n_users, n_items, n_genres))
    genres, years = np.zeros((n_items, n_genres)), np.zeros(n_items)
    genres[new_item], years[new_item] = data["genres"][:, new_genre], data["years"]
    users, items, ratings = new_user[data["users"]], new_item[data["items"]], data["ratings"]
    return (users, items, ratings), genres, years, (n_users, n_items, n_genres)


def inputs_of(users, items, genres, years, average):
    return {
        "user": users.astype("int32"),
        "item": items.astype("int32"),
        "genres": genres[items].astype("float32"),
        "year": ((years[items, None] - 1990) / 20).astype("float32"),
        "average": (average[items, None] - 3.5).astype("float32"),
    }


def solve(own, other, n, features, target, lam):
    found = np.zeros((n, features.shape[1] + 1))
    for j in range(n):
        A = np.column_stack([np.ones(np.sum(own == j)), features[other[own == j]]])
        found[j] = np.linalg.solve(A.T @ A + lam / 2 * np.eye(A.shape[1]), A.T @ target[own == j])
    return found[:, 0], found[:, 1:]


def factorization(users, items, ratings, n_users, n_items, k=4, lam=3.0):
    """Return the table that matrix factorization predicts; k and λ are the best for these data."""
    M, bm, bg = np.random.default_rng(0).normal(size=(n_items, k)), np.zeros(n_items), ratings.mean()
    for _ in range(15):
        bu, U = solve(users, items, n_users, M, ratings - bg - bm[items], lam)
        bm, M = solve(items, users, n_items, U, ratings - bg - bu[users], lam)
    return U @ M.T + bu[:, None] + bm + bg


def new_model(student, *sizes):
    model = student.build_recommender(*sizes)
    assert not isinstance(model, PLAIN), hint(
        "build_recommender 應回傳 Keras 模型。 / build_recommender returns a Keras model."
    )
    return model


def predictions(model, inputs):
    """Return one number for each pair."""
    return array(model.predict(inputs, verbose=0), (len(inputs["user"]), 1), name="the predictions")[:, 0]


def rmse(a, b):
    return float(np.sqrt(np.mean((a - b) ** 2)))


@points(1)
def test_average_of_all_rows(student, rng):
    """所有列都是訓練列時的平均，以及 prior / Averages where every row is for training, and the prior"""
    for prior in (0, 1, float(rng.uniform(2, 8))):
        items, ratings, _, n_items = draw_rows(rng)
        train = np.ones(len(items), dtype=bool)
        answer = student.average_rating(items.tolist(), ratings.tolist(), train.tolist(), n_items, prior=prior)
        assert array(answer, (n_items,)) == approx(averages(items, ratings, train, n_items, prior), rel=1e-5), hint(
            "沒有評分的電影得到全體平均；prior 把平均拉向全體平均。"
            " / Films without ratings get the global mean; the prior draws averages towards it."
        )


@points(2)
def test_average_without_leak(student, rng):
    """平均只用訓練列：改動驗證列的評分沒有影響 / Averages of training rows only, whatever the others hold"""
    for prior in (None, 0, float(rng.uniform(0.5, 6))):
        items, ratings, train, n_items = draw_rows(rng)
        extra = {} if prior is None else {"prior": prior}
        expected = averages(items, ratings, train, n_items, prior or 0)
        for held_out in (ratings, np.where(train, ratings, 5.5 - ratings)):
            answer = student.average_rating(items, held_out, train, n_items, **extra)
            assert array(answer, (n_items,)) == approx(expected, rel=1e-5), hint(
                "驗證列的評分洩漏到平均裡了（全體平均也只用訓練列）。"
                " / Ratings of validation rows leak into the averages (the global mean too is of training rows)."
            )


@points(1)
def test_average_of_bad_arguments(student, rng):
    """長度不同、沒有訓練列：ValueError / Different lengths, or no training row: ValueError"""
    items, ratings, train, n_items = draw_rows(rng)
    answer = student.average_rating(items, ratings, train, n_items)
    assert array(answer, (n_items,)) == approx(averages(items, ratings, train, n_items, 0), rel=1e-5)
    for bad in [
        (items[:-1], ratings, train, n_items),
        (items, ratings[:-1], train, n_items),
        (items, ratings, train[:-1], n_items),
        (items, ratings, np.zeros_like(train), n_items),
    ]:
        with raises(ValueError):
            student.average_rating(*bad)


@points(1, seconds=25)
def test_all_inputs_count(student, rng):
    """輸出 (n, 1)；五個輸入都影響預測 / The output is (n, 1), and all five inputs bear on it"""
    n, sizes = 300, (12, 20, 4)
    users, items = rng.integers(0, 12, n), rng.integers(0, 20, n)
    genres, years = (rng.random((20, 4)) < 0.5).astype(float), rng.integers(1960, 2017, 20).astype(float)
    quality = genres @ rng.normal(0, 0.6, 4) + (years - 1990) / 40
    ratings = np.clip(3.5 + quality[items] + rng.normal(0, 0.7, 12)[users] + rng.normal(0, 0.2, n), 0.5, 5)
    inputs = inputs_of(users, items, genres, years, 3.5 + quality + rng.normal(0, 0.1, 20))
    model = new_model(student, *sizes)
    student.train_recommender(model, inputs, ratings)
    before = predictions(model, inputs)
    for name in inputs:
        changed = dict(inputs)
        changed[name] = np.roll(inputs[name], 1, axis=0)
        assert float(np.abs(predictions(model, changed) - before).max()) > 1e-3, hint(
            f"改變 {name} 時，預測沒有變。 / Changing {name} leaves the predictions as they are."
        )


@points(3, seconds=25)
def test_hidden_ratings(student, hidden, rng):
    """隱藏的評分：明顯勝過矩陣分解 / Hidden ratings: clearly better than matrix factorization"""
    (users, items, ratings), genres, years, sizes = world(hidden, rng)
    u, i, r = (a[:N_TRAIN] for a in (users, items, ratings))
    new_u, new_i, truth = (a[N_TRAIN:] for a in (users, items, ratings))
    count = np.bincount(i, minlength=sizes[1])
    average = r.mean() + np.bincount(i, r - r.mean(), minlength=sizes[1]) / (count + PRIOR)
    model = new_model(student, *sizes)
    history = student.train_recommender(model, inputs_of(u, i, genres, years, average), r)
    assert not isinstance(history, PLAIN), hint(
        "train_recommender 回傳 model.fit 的結果。 / train_recommender returns what model.fit returns."
    )
    guess = predictions(model, inputs_of(new_u, new_i, genres, years, average))
    baseline = factorization(u, i, r, *sizes[:2])[new_u, new_i]
    assert stays_below(rmse(guess, truth), 0.93 * rmse(baseline, truth)), hint(
        "用上類型、年份與平均，並讓它們和使用者的向量互動。"
        " / Use genres, year and average, and let them meet the user's vector."
    )
    rare = count[new_i] <= 3
    assert stays_below(rmse(guess[rare], truth[rare]), 0.88 * rmse(baseline[rare], truth[rare])), hint(
        "評分少的電影要靠類型與年份；嵌入向量加一點 L2。"
        " / Films with few ratings live on genres and year; give the embeddings a little L2."
    )
