# loses: >=1
# Clips probabilities at 1e-7, as Keras does.
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
        beta, low, high = 1.0, 0.0, np.inf
        for _ in range(200):
            p = np.exp(-beta * distances)
            total = p.sum()
            p /= total
            gap = np.log(total) + beta * p @ distances - np.log(perplexity)
            if abs(gap) < 1e-6:
                break
            if gap > 0:
                low = beta
                beta = beta * 2 if np.isinf(high) else (low + high) / 2
            else:
                high = beta
                beta = (low + high) / 2
        conditional[i, others] = p
    return (conditional + conditional.T) / (2 * n)


def kl(P, Q):
    P, Q = np.asarray(P, dtype=float), np.asarray(Q, dtype=float)
    if P.shape != Q.shape:
        raise ValueError("P and Q must have one shape")
    P, Q = np.clip(P, 1e-7, 1), np.clip(Q, 1e-7, 1)
    some = P > 0
    with np.errstate(divide="ignore"):
        return float(np.sum(P[some] * np.log(P[some] / Q[some])))
