# loses: 1
# breaks: bad-shapes
# lets biases of another shape broadcast
def predict_all(U, M, bu, bm, bg):
    U, M, bu, bm = (np.asarray(a, dtype=float) for a in (U, M, bu, bm))
    if U.ndim != 2 or M.ndim != 2 or U.shape[1] != M.shape[1]:
        raise ValueError(f"U and M must be (n, k) with the same k, got shapes {U.shape} and {M.shape}")
    return U @ M.T + bu[:, None] + bm + bg


def mf_loss(users, items, ratings, U, M, bu, bm, bg, lam):
    users, items = np.asarray(users, dtype=int), np.asarray(items, dtype=int)
    ratings, U, M, bu, bm = (np.asarray(a, dtype=float) for a in (ratings, U, M, bu, bm))
    if not users.shape == items.shape == ratings.shape:
        raise ValueError("users, items and ratings must have the same length")
    for index, n in (users, len(U)), (items, len(M)):
        if np.any((index < 0) | (index >= n)):
            raise ValueError(f"an index is not in 0 ... {n - 1}")
    error = (U[users] * M[items]).sum(axis=1) + bu[users] + bm[items] + bg - ratings
    return float((error**2).sum() + lam / 2 * sum((a**2).sum() for a in (U, M, bu, bm)))


def train_mf(users, items, ratings, n_users, n_items, k=4, lam=2.0, seed=0, epochs=20):
    users, items, ratings = np.asarray(users), np.asarray(items), np.asarray(ratings, dtype=float)

    def fit(own, n, features, target):
        A = np.column_stack([np.ones(len(target)), features])
        left = np.tile(lam / 2 * np.eye(k + 1), (n, 1, 1))
        right = np.zeros((n, k + 1))
        np.add.at(left, own, A[:, :, None] * A[:, None, :])
        np.add.at(right, own, A * target[:, None])
        weights = np.linalg.solve(left, right[:, :, None])[:, :, 0]
        return weights[:, 0], weights[:, 1:]

    M = np.random.default_rng(seed).normal(size=(n_items, k))
    bm, bg = np.zeros(n_items), ratings.mean()
    for _ in range(epochs):
        bu, U = fit(users, n_users, M[items], ratings - bg - bm[items])
        bm, M = fit(items, n_items, U[users], ratings - bg - bu[users])
    return U, M, bu, bm, float(bg)
