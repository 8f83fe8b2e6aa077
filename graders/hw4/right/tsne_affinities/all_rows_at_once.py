def joint_probabilities(X, perplexity):
    X = np.array(X, dtype=float)
    if X.ndim != 2:
        raise ValueError("X must be two-dimensional")
    n = X.shape[0]
    if perplexity <= 1 or perplexity >= n - 1:
        raise ValueError("perplexity is out of range")
    D = ((X[:, None, :] - X[None, :, :]) ** 2).sum(-1)
    np.fill_diagonal(D, np.inf)
    D -= D.min(axis=1, keepdims=True)
    low, high = np.full((n, 1), -60.0), np.full((n, 1), 60.0)  # powers of two of beta
    for _ in range(80):
        middle = (low + high) / 2
        p = np.exp(-(2.0**middle) * D)
        p /= p.sum(axis=1, keepdims=True)
        H = -np.sum(p * np.log2(np.where(p > 0, p, 1)), axis=1, keepdims=True)
        low, high = np.where(H > np.log2(perplexity), middle, low), np.where(H > np.log2(perplexity), high, middle)
    P = p + p.T
    return P / P.sum()


def kl(P, Q):
    if np.shape(P) != np.shape(Q):
        raise ValueError("shapes differ")
    total = 0.0
    for p, q in zip(np.ravel(P).tolist(), np.ravel(Q).tolist()):
        if p == 0:
            continue
        if q == 0:
            return math.inf
        total += p * math.log(p / q)
    return total
