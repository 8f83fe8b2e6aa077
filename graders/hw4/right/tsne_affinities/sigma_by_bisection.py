def joint_probabilities(X, perplexity):
    X = np.asarray(X, dtype=float)
    if X.ndim != 2 or not 1 < perplexity < len(X) - 1:
        raise ValueError("X must be (n, d) with 1 < perplexity < n - 1")
    n = len(X)
    conditional = np.zeros((n, n))
    for i in range(n):
        others = np.arange(n) != i
        distances = ((X[others] - X[i]) ** 2).sum(axis=1)
        distances -= distances.min()
        sigma, low, high = 1.0, 0.0, np.inf
        for _ in range(200):
            beta = 1 / (2 * sigma**2)
            p = np.exp(-beta * distances)
            total = p.sum()
            p /= total
            gap = np.log(total) + beta * p @ distances - np.log(perplexity)
            if abs(gap) < 1e-6:
                break
            if gap > 0:
                high = sigma
                sigma = (low + high) / 2
            else:
                low = sigma
                sigma = sigma * 2 if np.isinf(high) else (low + high) / 2
        conditional[i, others] = p
    return (conditional + conditional.T) / (2 * n)


def kl(P, Q):
    P, Q = np.array(P, float), np.array(Q, float)
    if P.shape != Q.shape:
        raise ValueError("P and Q differ in shape")
    if ((Q == 0) & (P > 0)).any():
        return np.inf
    return (P * np.log(np.where(P > 0, P, 1) / np.where(P > 0, Q, 1))).sum()
