# loses: 1
# breaks: bad-rows
# accepts any k
def rmse(y_true, y_pred):
    y_true, y_pred = np.asarray(y_true, dtype=float), np.asarray(y_pred, dtype=float)
    if y_true.shape != y_pred.shape or y_true.size == 0:
        raise ValueError("y_true and y_pred must have the same shape and hold something")
    return float(np.sqrt(np.mean((y_pred - y_true) ** 2)))


def roc_auc(liked, scores):
    liked, scores = np.asarray(liked, dtype=bool), np.asarray(scores, dtype=float)
    if liked.shape != scores.shape:
        raise ValueError("liked and scores must have the same length")
    if liked.all() or not liked.any():
        raise ValueError("there must be liked films and others")
    others = np.sort(scores[~liked])
    below = np.searchsorted(others, scores[liked], side="left")
    not_above = np.searchsorted(others, scores[liked], side="right")
    return float((below + not_above).mean() / (2 * len(others)))


def ndcg_at_k(users, ratings, scores, k=10, strict=True):
    users, ratings, scores = np.asarray(users), np.asarray(ratings, dtype=float), np.asarray(scores, dtype=float)
    if not users.shape == ratings.shape == scores.shape or users.size == 0:
        raise ValueError("users, ratings and scores must have the same length, at least 1, and k must be at least 1")
    gains = ratings >= 4 if strict else ratings
    found = []
    for user in np.unique(users):
        gain = gains[users == user].astype(float)
        ranked = gain[np.argsort(-scores[users == user], kind="stable")][:k]
        ideal = np.sort(gain)[::-1][:k]
        discount = np.log2(np.arange(2, len(ranked) + 2))
        if ideal[0] > 0:
            found.append((ranked / discount).sum() / (ideal / discount).sum())
    if not found:
        raise ValueError("no user likes anything")
    return float(np.mean(found))


def precision_at_k(users, ratings, scores, k=10, strict=True):
    users, ratings, scores = np.asarray(users), np.asarray(ratings, dtype=float), np.asarray(scores, dtype=float)
    if not users.shape == ratings.shape == scores.shape or users.size == 0:
        raise ValueError("users, ratings and scores must have the same length, at least 1, and k must be at least 1")
    gains = ratings >= 4 if strict else ratings / 5
    found = []
    for user in np.unique(users):
        order = np.argsort(-scores[users == user], kind="stable")
        found.append(gains[users == user][order][:k].mean())
    return float(np.mean(found))
