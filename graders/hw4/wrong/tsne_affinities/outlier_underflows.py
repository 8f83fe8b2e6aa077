# loses: >=1
# Does not subtract the smallest squared distance: the row of an outlier underflows.
def _row(squared, beta):
    """Probabilities and their entropy for the squared distances of one point (smallest subtracted)."""
    p = np.exp(-beta * squared)
    total = p.sum()
    p /= total
    return p, np.log(total) + beta * (p @ squared)


def joint_probabilities(X, perplexity):
    """Return the joint probabilities that t-SNE gives to pairs of points."""
    X = np.asarray(X, dtype=float)
    if X.ndim != 2:
        raise ValueError("X must be two-dimensional")
    n = len(X)
    if not 1 < perplexity < n - 1:
        raise ValueError(f"perplexity must lie between 1 and n - 1 = {n - 1}")
    target = np.log(perplexity)
    conditional = np.zeros((n, n))
    for i in range(n):
        others = np.arange(n) != i
        squared = ((X[others] - X[i]) ** 2).sum(axis=1)
        low, high = 0.0, np.inf
        beta = 1.0
        for _ in range(300):
            p, entropy = _row(squared, beta)
            if abs(entropy - target) < 1e-10:
                break
            if entropy > target:
                low = beta
            else:
                high = beta
            beta = 2 * beta if np.isinf(high) else (low + high) / 2
        conditional[i, others] = p
    return (conditional + conditional.T) / (2 * n)


def kl(P, Q):
    """Return the Kullback-Leibler divergence of Q from P."""
    P, Q = np.asarray(P, dtype=float), np.asarray(Q, dtype=float)
    if P.shape != Q.shape:
        raise ValueError(f"the shapes differ: {P.shape} and {Q.shape}")
    used = P > 0
    if (Q[used] == 0).any():
        return np.inf
    return float(np.sum(P[used] * np.log(P[used] / Q[used])))
