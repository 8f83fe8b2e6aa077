def predict_all(U, M, bu, bm, bg):
    U, M, bu, bm = [np.asarray(a, dtype="float64") for a in (U, M, bu, bm)]
    fits = U.ndim == M.ndim == 2 and U.shape[1] == M.shape[1]
    if not fits or bu.shape != (U.shape[0],) or bm.shape != (M.shape[0],):
        raise ValueError("shapes do not fit")
    left = np.hstack([U, bu[:, None], np.ones((len(U), 1))])
    right = np.hstack([M, np.ones((len(M), 1)), bm[:, None]])
    return left @ right.T + bg


def mf_loss(users, items, ratings, U, M, bu, bm, bg, lam):
    if not (len(users) == len(items) == len(ratings)):
        raise ValueError("lengths differ")
    table = predict_all(U, M, bu, bm, bg)
    users, items = np.array(users, dtype=int), np.array(items, dtype=int)
    if min(users.min(), items.min()) < 0 or users.max() >= table.shape[0] or items.max() >= table.shape[1]:
        raise ValueError("index out of range")
    fit = np.sum((table[users, items] - np.array(ratings)) ** 2)
    return fit + 0.5 * lam * sum(np.linalg.norm(a) ** 2 for a in (U, M, bu, bm))


def train_mf(users, items, ratings, n_users, n_items, k=4, lam=2.0, seed=0, epochs=30):
    users, items, ratings = np.array(users), np.array(items), np.array(ratings, dtype=float)
    rng = np.random.RandomState(seed)
    U, M = rng.randn(n_users, k) * 0.1, rng.randn(n_items, k) * 0.1
    bu, bm, bg = np.zeros(n_users), np.zeros(n_items), ratings.mean()
    for _ in range(epochs):
        for n, own, other, b, V, c, W in ((n_users, users, items, bu, U, bm, M), (n_items, items, users, bm, M, bu, U)):
            for j in range(n):
                rows = np.flatnonzero(own == j)
                A = np.c_[np.ones(len(rows)), W[other[rows]]]
                A = np.r_[A, np.sqrt(lam / 2) * np.eye(k + 1)]
                y = np.r_[ratings[rows] - bg - c[other[rows]], np.zeros(k + 1)]
                x = np.linalg.lstsq(A, y, rcond=None)[0]
                b[j], V[j] = x[0], x[1:]
        bg = np.mean(ratings - (U[users] * M[items]).sum(1) - bu[users] - bm[items])
    return U, M, bu, bm, bg
