"""矩陣分解 / Matrix factorization"""

import numpy as np
from hw5_factorization import factorize
from hw5_held import held

from examiner import approx, array, demands, hint, points, refuses, stays_below, unpack

PRODUCTS = [
    [3.5, 4.7, 0.87, 1.87, 0.8],
    [4.87, 5.6, 2.1, 3.87, 4.57],
    [5.87, 4.78, 1.87, 1.2, 3.6],
    [1.7, 3.2, 2.9, 2.87, 2.6],
]
TABLE = [
    [4.9, 6, 2.07, 2.97, 1.8],
    [6.37, 7, 3.4, 5.07, 5.67],
    [7.47, 6.28, 3.27, 2.5, 4.8],
    [3.4, 4.8, 4.4, 4.27, 3.9],
]


def draw_state(rng, n_users, n_items, k):
    shapes = (n_users, k), (n_items, k), (n_users,), (n_items,)
    return [*(rng.normal(0, 1, shape) for shape in shapes), float(rng.normal(3, 1))]


def predicted(U, M, bu, bm, bg, i, j):
    return sum(a * b for a, b in zip(U[i], M[j], strict=True)) + bu[i] + bm[j] + bg


def loss_of(users, items, ratings, state, lam):
    errors = [predicted(*state, i, j) - r for i, j, r in zip(users, items, ratings, strict=True)]
    return sum(e * e for e in errors) + lam / 2 * sum(float(np.sum(np.square(a))) for a in state[:4])


def draw_ratings(rng, n_users=60, n_items=45, k=2, share=0.5, generosity=0.4):
    """Return users, items, ratings of a table with k tastes; the last user and the last film have no rating."""
    U, M, bu, bm, _ = draw_state(rng, n_users, n_items, k)
    table = 3.4 + 0.6 * U @ M.T + generosity * bu[:, None] + 0.5 * bm + rng.normal(0, 0.25, (n_users, n_items))
    users, items = np.nonzero(rng.random((n_users - 1, n_items - 1)) < share)
    return users, items, table[users, items]


def trained(student, *args, **kwargs):
    """Return the student's state as arrays of the right shapes."""
    n_users, n_items, k = args[3], args[4], kwargs["k"]
    state = student.unchanged(student.train_mf, *args, **kwargs)
    shapes = (n_users, k), (n_items, k), (n_users,), (n_items,), ()
    names = "U", "M", "bu", "bm", "bg"
    return [array(a, shape, name=name) for a, shape, name in zip(unpack(state, names), shapes, names, strict=True)]


@points(1)
@demands("table", "lists")
def test_predict_all(student, rng):
    """整張預測表 / The whole table of predictions"""
    example = student.predict_all(PRODUCTS, np.eye(5).tolist(), [0.1, 0.2, 0.3, 0.4], [0.8, 0.7, 0.6, 0.5, 0.4], 0.5)
    assert array(example, (4, 5)) == approx(TABLE, rel=1e-6)
    for n_users, n_items, k in [(3, 5, 2), (4, 4, 4), (1, 3, 1), (3, 1, 2)]:
        state = draw_state(rng, n_users, n_items, k)
        expected = [[predicted(*state, i, j) for j in range(n_items)] for i in range(n_users)]
        found = array(student.unchanged(student.predict_all, *state), (n_users, n_items))
        assert found == approx(expected, rel=1e-5, abs=1e-6), hint(
            "每列加上使用者的偏差值，每行加上電影的。 / A user's bias goes to a row, a film's to a column."
        )
    large = [500 * part for part in state]
    expected = [[[predicted(*s, i, j) for j in range(n_items)] for i in range(n_users)] for s in (state, large)]
    found = array(held(student, student.predict_all, [state, large]), (2, n_users, n_items))
    assert found == approx(expected, rel=1e-5, abs=1e-6 * np.abs(expected).max()), hint(
        "不要截斷；每次呼叫都要回傳自己的陣列。 / Clip nothing, and return an array of its own at every call."
    )


@points(2)
@demands("errors", "penalty", "lists")
def test_loss(student, rng):
    """損失：有評分的格子與 λ/2 的正則化 / The loss: rated cells, and a penalty with λ/2"""
    assert array(student.mf_loss([0], [0], [4], [[1], [2]], [[3]], [0.5, 0], [1], 0.5, 2), ()) == approx(16.25)
    for n_users, n_items, k, n in [(4, 6, 3, 9), (5, 3, 1, 1), (3, 3, 3, 6)]:
        state = draw_state(rng, n_users, n_items, k)
        cells = rng.choice(n_users * n_items, n, replace=False)
        users, items, ratings = cells // n_items, cells % n_items, rng.uniform(0.5, 5, n)
        large = [500 * part for part in state]
        loss = student.unchanged(student.mf_loss, users, items, ratings, *large, 1.5)
        assert array(loss, ()) == approx(loss_of(users, items, ratings, large, 1.5), rel=1e-5)
        for lam in (0, float(rng.uniform(0.5, 5))):
            loss = student.mf_loss(users.tolist(), items.tolist(), ratings.tolist(), *state, lam)
            assert array(loss, ()) == approx(loss_of(users, items, ratings, state, lam), rel=1e-5), hint(
                "誤差平方是總和，不是平均；b 不受罰；每列權重只罰一次。"
                " / Squared errors are summed, not averaged; b has no penalty; each row of weights is penalised once."
            )


@points(1)
@demands("table", "bad-shapes", "errors", "penalty", "bad-rows", "lists")
def test_bad_arguments(student, rng):
    """形狀或索引不合時 ValueError / Shapes or indices that do not fit raise ValueError"""
    U, M, bu, bm, bg = draw_state(rng, 3, 4, 2)
    expected = [[predicted(U, M, bu, bm, bg, i, j) for j in range(4)] for i in range(3)]
    assert array(student.predict_all(U, M, bu, bm, bg), (3, 4)) == approx(expected, rel=1e-5, abs=1e-6)
    refuses(
        student.predict_all,
        [
            (U[:, :1], M, bu, bm, bg),
            (U, np.hstack([M, M]), bu, bm, bg),
            (U[:, 0], M, bu, bm, bg),
            (U, M[:, 0], bu, bm, bg),
            (U[0], M, bu[0], bm, bg),
            (U, M[0], bu, bm[:1], bg),
            (U, M, bu[:1], bm, bg),
            (U, M, bu, bm[:1], bg),
            (U, M, bu[:, None], bm, bg),
            (U, M, bu, bm[:, None], bg),
            (U, M, bu, np.append(bm, 0.0), bg),
        ],
    )
    state = (U, M, bu, bm, bg)
    for users, items in ([0, 2], [3, 0]), ([2, 1], [0, 3]):
        loss = student.mf_loss(users, items, [3, 4], *state, 1.5)
        assert array(loss, ()) == approx(loss_of(users, items, [3, 4], state, 1.5), rel=1e-5)
    bad = [
        ([0, 3], [0, 0], [3, 4]),
        ([0, 0], [4, 0], [3, 4]),
        ([-1, 0], [0, 0], [3, 4]),
        ([0, 0], [0, -1], [3, 4]),
        ([0], [0, 1], [3, 4]),
        ([0, 1], [0], [3, 4]),
        ([0, 1], [0, 1], [3]),
    ]
    refuses(student.mf_loss, [(*rows, *state, 1.5) for rows in bad])


@points(2)
@demands("parameters", "minimum", "hidden-ratings")
def test_hidden_ratings(student, rng):
    """隱藏的評分：RMSE 比只有偏差值低 15% / Hidden ratings: an RMSE 15% below that of biases alone"""
    users, items, ratings = draw_ratings(rng)
    train = rng.random(len(users)) < 0.75
    known = users[train], items[train], ratings[train]
    U, M, bu, bm, bg = trained(student, *known, 60, 45, k=3)
    u, i, r = users[~train], items[~train], ratings[~train]
    _, _, level_u, level_m, level = factorize(*known, 60, 45, k=0, lam=2.0)
    baseline = np.sqrt(np.mean((level_u[u] + level_m[i] + level - r) ** 2))
    error = float(np.sqrt(np.mean(((U[u] * M[i]).sum(axis=1) + bu[u] + bm[i] + bg - r) ** 2)))
    assert stays_below(error, 0.85 * baseline), hint(
        "要比只有偏差值好：u 與 m 也要訓練。 / Beat the biases alone: u and m must be trained too."
    )


@points(2)
@demands("parameters", "minimum", "seed", "lists")
def test_minimum(student, rng):
    """損失接近最小值；同樣的 seed 同樣的結果 / A loss near the minimum; the same seed, the same result"""
    known = draw_ratings(rng, 25, 30, 1, 0.6, 1.2)  # so generous or strict that no bias may be overlooked
    n_users, n_items = 25, 30
    for k, lam, slack in [(2, float(rng.uniform(50, 60)), 1.015), (1, 4.0, 1.1), (1, 12.0, 1.1)]:
        state = trained(student, *known, n_users, n_items, k=k, lam=lam, seed=3)
        best = loss_of(*known, factorize(*known, n_users, n_items, k, lam), lam)
        found = float(loss_of(*known, state, lam))
        assert stays_below(found / best, slack), hint(
            f"λ = {lam:.0f}、k = {k}：損失離最小值還太遠。"
            f" / λ = {lam:.0f}, k = {k}: the loss is still too far from the minimum."
        )
    forms = known, [a.tolist() for a in known]  # with k = 2 and a small λ there are many minima
    first, again = (trained(student, *form, n_users, n_items, k=2, lam=2.0, seed=3) for form in forms)
    for a, b in zip(first, again, strict=True):
        assert a == approx(b, rel=1e-4, abs=1e-5), hint("用 seed 固定隨機的起點。 / Let the seed fix the random start.")
