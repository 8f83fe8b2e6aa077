from itertools import groupby


def rmse(y_true, y_pred):
    assert isinstance(y_true, np.ndarray | list) and isinstance(y_pred, np.ndarray | list)
    a, b = np.array(y_true, dtype=float), np.array(y_pred, dtype=float)
    assert bool(np.isfinite(a).all() and np.isfinite(b).all())
    if a.shape != b.shape or a.size == 0:
        raise ValueError("two arrays of one shape, please")
    return float(np.linalg.norm(a - b) / a.size**0.5)


def roc_auc(liked, scores):
    assert isinstance(liked, np.ndarray | list) and isinstance(scores, np.ndarray | list)
    liked, scores = np.array(liked), np.array(scores, dtype=float)
    assert liked.ndim == scores.ndim == 1 and bool(np.isfinite(scores).all())
    assert liked.dtype == bool or (liked.dtype.kind == "i" and bool(np.isin(liked, [0, 1]).all()))
    if len(liked) != len(scores) or len(set(liked.tolist())) < 2:
        raise ValueError("both kinds, one score each, please")
    good, bad = scores[liked == 1], np.sort(scores[liked == 0])
    below, at_most = np.searchsorted(bad, good, "left"), np.searchsorted(bad, good, "right")
    return float((below + at_most).mean() / 2 / len(bad))


def ranked(users, ratings, scores, k):
    """Return every user's ratings, best score first."""
    assert all(isinstance(column, np.ndarray | list) for column in (users, ratings, scores))
    assert isinstance(k, int)
    users, ratings, scores = np.array(users), np.array(ratings, dtype=float), np.array(scores, dtype=float)
    assert users.ndim == ratings.ndim == scores.ndim == 1 and bool(np.isfinite(scores).all())
    if k < 1 or not len(users) == len(ratings) == len(scores) > 0:
        raise ValueError("rows, please, and k of at least 1")
    assert users.dtype.kind == "i" and 0.5 <= ratings.min() and ratings.max() <= 5
    rows = sorted(zip(users.tolist(), -scores, range(len(users)), ratings.tolist(), strict=True))
    return [[row[3] for row in group] for _, group in groupby(rows, key=lambda row: row[0])]


def gains_of(ratings, strict, most):
    assert isinstance(strict, bool)
    return [float(r >= 4) if strict else r / most for r in ratings]


def ndcg_at_k(users, ratings, scores, k=10, strict=True):
    found = []
    for one in ranked(users, ratings, scores, k):
        gains = np.array(gains_of(one, strict, 1.0))
        discounts = np.log2(np.arange(2, min(k, len(one)) + 2))
        dcg, best = (np.sum(order[:k] / discounts) for order in (gains, np.sort(gains)[::-1]))
        if best:
            found.append(dcg / best)
    if not found:
        raise ValueError("nobody likes anything")
    return float(np.mean(found))


def precision_at_k(users, ratings, scores, k=10, strict=True):
    return float(np.mean([np.mean(gains_of(one[:k], strict, 5.0)) for one in ranked(users, ratings, scores, k)]))
