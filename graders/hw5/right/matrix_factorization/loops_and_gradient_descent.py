def predict_all(U, M, bu, bm, bg):
    U, M = np.array(U, float), np.array(M, float)
    bu, bm = np.array(bu, float), np.array(bm, float)
    if U.ndim != 2 or M.ndim != 2:
        raise ValueError("U and M are matrices")
    if U.shape[1] != M.shape[1]:
        raise ValueError("k differs")
    if bu.shape != (len(U),) or bm.shape != (len(M),):
        raise ValueError("biases do not fit")
    return [[float(np.dot(u, m) + b + c + bg) for m, c in zip(M, bm)] for u, b in zip(U, bu)]


def mf_loss(users, items, ratings, U, M, bu, bm, bg, lam):
    if len(users) != len(items) or len(users) != len(ratings):
        raise ValueError("lengths differ")
    total = 0.0
    for i, j, r in zip(users, items, ratings):
        if i < 0 or j < 0 or i >= len(U) or j >= len(M):
            raise ValueError("index out of range")
        p = sum(a * b for a, b in zip(U[i], M[j])) + bu[i] + bm[j] + bg
        total += (p - r) ** 2
    for matrix in (U, M):
        for row in matrix:
            total += lam / 2 * sum(a * a for a in row)
    return total + lam / 2 * (sum(b * b for b in bu) + sum(b * b for b in bm))


def train_mf(users, items, ratings, n_users, n_items, k=4, lam=2.0, seed=0, epochs=1500):
    users, items, ratings = np.array(users), np.array(items), np.array(ratings, float)
    rng = np.random.default_rng(seed)
    x = [rng.normal(0, 0.3, (n_users, k)), rng.normal(0, 0.3, (n_items, k)), np.zeros(n_users), np.zeros(n_items)]
    x.append(np.array(ratings.mean()))
    v, h = [0 * a for a in x], [0 * a for a in x]
    for t in range(1, epochs + 1):
        U, M, bu, bm, bg = x
        e = 2 * ((U[users] * M[items]).sum(1) + bu[users] + bm[items] + bg - ratings)
        g = [lam * a for a in x[:4]] + [e.sum()]
        np.add.at(g[0], users, e[:, None] * M[items])
        np.add.at(g[1], items, e[:, None] * U[users])
        np.add.at(g[2], users, e)
        np.add.at(g[3], items, e)
        rate = 0.03 if t < epochs * 0.7 else 0.003
        for i in range(5):  # Adam
            v[i] = 0.9 * v[i] + 0.1 * g[i]
            h[i] = 0.999 * h[i] + 0.001 * g[i] ** 2
            x[i] = x[i] - rate * (v[i] / (1 - 0.9**t)) / (np.sqrt(h[i] / (1 - 0.999**t)) + 1e-8)
    return x
