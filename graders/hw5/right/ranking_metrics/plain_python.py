import math


def rmse(y_true, y_pred):
    a, b = np.array(y_true), np.array(y_pred)
    if a.shape != b.shape or a.size == 0:
        raise ValueError("shapes differ or empty")
    pairs = list(zip(a.ravel().tolist(), b.ravel().tolist()))
    return math.sqrt(sum((x - y) ** 2 for x, y in pairs) / len(pairs))


def roc_auc(liked, scores):
    if len(liked) != len(scores):
        raise ValueError("lengths differ")
    good = [s for l, s in zip(liked, scores) if l]
    bad = [s for l, s in zip(liked, scores) if not l]
    if not good or not bad:
        raise ValueError("one kind only")
    return sum(1.0 if g > b else 0.5 if g == b else 0.0 for g in good for b in bad) / (len(good) * len(bad))


def grouped(users, ratings, scores, k):
    if len(users) != len(ratings) or len(users) != len(scores) or len(users) == 0 or k < 1:
        raise ValueError("bad arguments")
    rows = {}
    for u, r, s in zip(list(users), list(ratings), list(scores)):
        rows.setdefault(int(u), []).append((-s, len(rows.get(int(u), [])), r))
    return [[r for _, _, r in sorted(mine)] for mine in rows.values()]


def ndcg_at_k(users, ratings, scores, k=10, strict=True):
    def dcg(gains):
        return sum(g / math.log(i + 2, 2) for i, g in enumerate(gains[:k]))

    values = []
    for ranked in grouped(users, ratings, scores, k):
        gains = [1 if r >= 4 else 0 for r in ranked] if strict else ranked
        best = dcg(sorted(gains)[::-1])
        if best:
            values.append(dcg(gains) / best)
    if not values:
        raise ValueError("no user left")
    return sum(values) / len(values)


def precision_at_k(users, ratings, scores, k=10, strict=True):
    values = []
    for ranked in grouped(users, ratings, scores, k):
        gains = [(1 if r >= 4 else 0) if strict else r / 5 for r in ranked][:k]
        values.append(sum(gains) / len(gains))
    return sum(values) / len(values)
