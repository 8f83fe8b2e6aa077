"""排序的指標 / Metrics of ranking"""

import math

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from examiner import approx, array, demands, hint, points, refuses


def rows_of(users, ratings, scores):
    """Return each user's ratings in the order of the scores, ties in the order of the rows."""
    table = {}
    for user, rating, score in zip(users, ratings, scores, strict=True):
        table.setdefault(user, []).append((rating, score))
    return {user: [r for r, _ in sorted(rows, key=lambda row: -row[1])] for user, rows in table.items()}


def ndcg(users, ratings, scores, k, strict):
    found = []
    for ranked in rows_of(users, ratings, scores).values():
        gains = [float(r >= 4) if strict else r for r in ranked]
        values = [
            sum(g / math.log2(i + 1) for i, g in enumerate(order[:k], start=1))
            for order in (gains, sorted(gains, reverse=True))
        ]
        if values[1] > 0:
            found.append(values[0] / values[1])
    return sum(found) / len(found)


def precision(users, ratings, scores, k, strict):
    found = []
    for ranked in rows_of(users, ratings, scores).values():
        gains = [float(r >= 4) if strict else r / 5 for r in ranked[:k]]
        found.append(sum(gains) / len(gains))
    return sum(found) / len(found)


def draw(rng, sizes=(14, 3, 25, 7, 1)):
    """Return rows of users in mixed order, with ratings on the boundary 4 and 3.5 and ties among the scores."""
    users = rng.permutation(np.repeat(rng.choice(1000, len(sizes), replace=False), sizes))
    ratings = rng.choice([0.5, 2, 3, 3.5, 4, 4, 4.5, 5], len(users))
    ratings[users == users[0]] = rng.permutation(np.resize([4, 3.5, 2], np.sum(users == users[0])))
    scores = (rng.integers(0, 8, len(users)) / 4 + 0.25 * ratings) * rng.choice([1, 1000])
    return users, ratings, scores


@points(1)
@demands("rmse", "lists")
def test_rmse(student, rng):
    """RMSE"""
    for shape in [(7,), (1,), (3, 4)]:
        a, b = rng.uniform(0.5, 5, shape), rng.uniform(0.5, 5, shape)
        expected = math.sqrt(sum((x - y) ** 2 for x, y in zip(a.ravel(), b.ravel(), strict=True)) / a.size)
        assert array(student.rmse(a.tolist(), b.tolist()), ()) == approx(expected, rel=1e-9)
        found = student.unchanged(student.rmse, 1000 * a, 1000 * b)
        assert array(found, ()) == approx(1000 * expected, rel=1e-9)


@points(1)
@demands("auc", "lists")
def test_auc(student, rng):
    """AUC，平手算一半 / AUC, a tie counts one half"""
    assert array(student.roc_auc([1, 0, 1, 0], [0.9, 0.4, 0.4, 0.1]), ()) == approx(0.875)
    for n, levels in [(30, 1000), (40, 5), (6, 2), (25, 1)]:
        liked = rng.integers(0, 2, n)
        liked[:2] = 0, 1
        scores = rng.integers(0, levels, n) * 7 + 1.4 * liked * (levels > 1)
        found = student.unchanged(student.roc_auc, liked, scores)
        assert array(found, ()) == approx(roc_auc_score(liked, scores), rel=1e-9)
        flipped = student.roc_auc((1 - liked).astype(bool).tolist(), scores.tolist())
        assert array(flipped, ()) == approx(1 - roc_auc_score(liked, scores), rel=1e-9, abs=1e-9)
    close = 3 + np.array([2e-9, 0, 1e-9, 3e-9])  # scores in doubles, apart and in another order than the rows
    assert array(student.roc_auc([0, 0, 1, 1], close), ()) == approx(0.75)


@points(2)
@demands("gains", "ndcg", "nothing-liked", "per-user", "ties", "defaults", "lists")
@pytest.mark.parametrize("strict", [True, False], ids=["strict", "normal"])
def test_ndcg(student, rng, strict):
    """NDCG：每位使用者分開算再平均 / NDCG: for every user apart, then averaged"""
    one = [7] * 4, [5, 3, 4, 1], [0.2, 0.9, 0.8, 0.1]
    expected = ndcg(*one, 3, strict)
    assert array(student.ndcg_at_k(*one, k=3, strict=strict), ()) == approx(expected, rel=1e-5)
    for k in (1, 2, 5, None):
        rows = draw(rng)
        if strict:  # someone who likes nothing
            rows = [np.append(a, [b] * 2) for a, b in zip(rows, (-5, 3.5, 1.0), strict=True)]
        given = {} if k is None else {"k": k}
        expected = ndcg(*rows, k or 10, strict)
        found = student.unchanged(student.ndcg_at_k, *rows, **given, strict=strict)
        assert array(found, ()) == approx(expected, rel=1e-9), hint(
            "看清楚：增益、log2(i + 1)、平手的順序、IDCG 用該使用者所有的列、跳過誰。"
            " / Mind the gains, log2(i + 1), the order of ties, IDCG over all rows of the user, and who is left out."
        )
    if strict:
        rows = draw(rng)
        found = student.ndcg_at_k(*(a.tolist() for a in rows))
        assert array(found, ()) == approx(ndcg(*rows, 10, True), rel=1e-5), hint(
            "預設是 k=10、strict=True。 / The defaults are k=10 and strict=True."
        )


@points(2)
@demands("gains", "nothing-liked", "precision", "per-user", "ties", "defaults", "lists")
@pytest.mark.parametrize("strict", [True, False], ids=["strict", "normal"])
def test_precision(student, rng, strict):
    """precision：前 k 個的平均增益 / Precision: the mean gain of the first k"""
    for k in (1, 2, 5, None):
        rows = draw(rng)
        if strict:  # someone who likes nothing counts here
            rows = [np.append(a, [b] * 2) for a, b in zip(rows, (-5, 3.5, 1.0), strict=True)]
        given = {} if k is None else {"k": k}
        expected = precision(*rows, k or 10, strict)
        found = student.unchanged(student.precision_at_k, *rows, **given, strict=strict)
        assert array(found, ()) == approx(expected, rel=1e-9), hint(
            "除以 min(k, 列數)；每位使用者的份量相同。 / Divide by min(k, rows); every user counts the same."
        )
    if strict:
        rows = draw(rng)
        found = student.precision_at_k(*(a.tolist() for a in rows))
        assert array(found, ()) == approx(precision(*rows, 10, True), rel=1e-5), hint(
            "預設是 k=10、strict=True。 / The defaults are k=10 and strict=True."
        )


@points(1)
@demands("rmse", "auc", "lists", "bad-pairs")
def test_bad_arguments_of_rmse_and_auc(student, rng):
    """rmse 與 roc_auc 的 ValueError / ValueError of rmse and roc_auc"""
    a, b = rng.uniform(1, 5, (2, 5))
    assert array(student.rmse(a, b), ()) == approx(float(np.sqrt(np.mean((a - b) ** 2))), rel=1e-5)
    refuses(student.rmse, [(a, b[:1]), (a[:4], b), (a, b[:, None]), ([], [])])
    liked = [1, 0, 0, 1, 0]
    assert array(student.roc_auc(liked, a), ()) == approx(roc_auc_score(liked, a), rel=1e-6)
    refuses(student.roc_auc, [(liked, a[:4]), (liked[:4], a), ([1] * 5, a), ([0] * 5, a)])


@points(1)
@demands("gains", "ndcg", "nothing-liked", "precision", "per-user", "ties", "lists", "bad-rows")
def test_bad_arguments_of_ndcg_and_precision(student, rng):
    """NDCG 與 precision 的 ValueError / ValueError of NDCG and precision"""
    users, ratings, scores = draw(rng)
    for metric, reference in (student.ndcg_at_k, ndcg), (student.precision_at_k, precision):
        assert array(metric(users, ratings, scores, k=1), ()) == approx(reference(users, ratings, scores, 1, True))
        refuses(
            metric,
            [
                (users[:-1], ratings, scores, 3),
                (users, ratings[:-1], scores, 3),
                (users, ratings, scores[:-1], 3),
                ([], [], [], 3),
                (users, ratings, scores, 0),
                (users, ratings, scores, -2),
            ],
        )
    refuses(student.ndcg_at_k, [([1, 1, 2], [3.5, 2, 1], [1, 2, 3], 2)])
    assert array(student.precision_at_k([1, 1, 2], [3.5, 2, 1], [1, 2, 3], k=2), ()) == approx(0.0)
