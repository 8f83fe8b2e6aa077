"""深度推薦模型 / A deep recommender"""

import numpy as np
import pytest
from hw5_factorization import factorize, table
from hw5_held import held

from examiner import approx, array, demands, hint, keras_model, points, refuses, stays_below, time_limit

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


def rmse(a, b):
    return float(np.sqrt(np.mean((a - b) ** 2)))


@points(1)
@demands("average", "unrated", "lists")
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
@demands("average", "unrated", "no-leak")
def test_average_without_leak(student, rng):
    """平均只用訓練列：改動驗證列的評分沒有影響 / Averages of training rows only, whatever the others hold"""
    for prior in (None, 0, float(rng.uniform(0.5, 6))):
        items, ratings, train, n_items = draw_rows(rng)
        extra = {} if prior is None else {"prior": prior}
        expected = averages(items, ratings, train, n_items, prior or 0)
        for held_out in (ratings, np.where(train, ratings, 5.5 - ratings)):
            answer = student.unchanged(student.average_rating, items, held_out, train, n_items, **extra)
            assert array(answer, (n_items,)) == approx(expected, rel=1e-5), hint(
                "驗證列的評分洩漏到平均裡了（全體平均也只用訓練列）。"
                " / Ratings of validation rows leak into the averages (the global mean too is of training rows)."
            )
    rows = [(items, ratings, train, n_items), (items, 5.5 - ratings, train, n_items)]
    expected = [averages(*row, 0) for row in rows]
    assert array(held(student, student.average_rating, rows), (2, n_items)) == approx(expected, rel=1e-5), hint(
        "每次呼叫都要回傳自己的陣列。 / Every call returns an array of its own."
    )


@points(1)
@demands("average", "unrated", "no-leak", "bad-rows")
def test_average_of_bad_arguments(student, rng):
    """長度不同、沒有訓練列：ValueError / Different lengths, or no training row: ValueError"""
    items, ratings, train, n_items = draw_rows(rng)
    answer = student.average_rating(items, ratings, train, n_items)
    assert array(answer, (n_items,)) == approx(averages(items, ratings, train, n_items, 0), rel=1e-5)
    bad = [
        (items[:-1], ratings, train, n_items),
        (items, ratings[:-1], train, n_items),
        (items, ratings, train[:-1], n_items),
        (items, ratings, np.zeros_like(train), n_items),
    ]
    refuses(student.average_rating, bad)


@pytest.fixture(scope="module")
@time_limit(25)
def trained(student, hidden, seeds):
    """The world, its training rows, the model trained on them and its history."""
    (users, items, ratings), genres, years, sizes = world(hidden, np.random.default_rng(seeds("training")))
    u, i, r = known = [a[:N_TRAIN] for a in (users, items, ratings)]
    count = np.bincount(i, minlength=sizes[1])
    average = r.mean() + np.bincount(i, r - r.mean(), minlength=sizes[1]) / (count + PRIOR)
    model = keras_model(student.build_recommender(*sizes), "build_recommender")
    history = student.train_recommender(model, inputs_of(u, i, genres, years, average), r)
    new = [a[N_TRAIN:] for a in (users, items, ratings)]
    return model, history, known, new, inputs_of(*new[:2], genres, years, average), sizes


@points(1)
@demands("output", "five-inputs")
def test_all_inputs_count(trained):
    """輸出 (n, 1)；五個輸入都影響預測 / The output is (n, 1), and all five inputs bear on it"""
    model, _, _, _, inputs, _ = trained
    inputs = {name: values[:300] for name, values in inputs.items()}
    before = model.predictions(inputs, 1)
    for name in inputs:
        changed = inputs | {name: np.roll(inputs[name], 1, axis=0)}
        assert float(np.abs(model.predictions(changed, 1) - before).max()) > 1e-3, hint(
            f"改變 {name} 時，預測沒有變。 / Changing {name} leaves the predictions as they are."
        )


@points(3)
@demands("output", "five-inputs", "history", "hidden-ratings")
def test_hidden_ratings(trained):
    """隱藏的評分：明顯勝過矩陣分解 / Hidden ratings: clearly better than matrix factorization"""
    model, history, known, (new_u, new_i, truth), inputs, (n_users, n_items, _) = trained
    assert hasattr(history, "history"), hint(
        "train_recommender 回傳 model.fit 的結果。 / train_recommender returns what model.fit returns."
    )
    guess = model.predictions(inputs, 1)[:, 0]
    baseline = table(*factorize(*known, n_users, n_items, k=4, lam=3.0, rounds=15))[new_u, new_i]  # k, λ: the best here
    assert stays_below(rmse(guess, truth), 0.93 * rmse(baseline, truth)), hint(
        "用上類型、年份與平均，並讓它們和使用者的向量互動。"
        " / Use genres, year and average, and let them meet the user's vector."
    )
    rare = np.bincount(known[1], minlength=n_items)[new_i] <= 3
    assert stays_below(rmse(guess[rare], truth[rare]), 0.88 * rmse(baseline[rare], truth[rare])), hint(
        "評分少的電影要靠類型與年份；嵌入向量加一點 L2。"
        " / Films with few ratings live on genres and year; give the embeddings a little L2."
    )
