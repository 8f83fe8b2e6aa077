# loses: 1
# breaks: arguments
# kl puts 1 in the place of zeros of P, in the array that came in.
def joint_probabilities(X, perplexity):
    X = np.asarray(X, dtype=float)
    if X.ndim != 2 or not 1 < perplexity < len(X) - 1:
        raise ValueError(f"X must be (n, d) with 1 < perplexity < n - 1, got shape {X.shape} and {perplexity}")
    n = len(X)
    conditional = np.zeros((n, n))
    for i in range(n):
        others = np.arange(n) != i
        distances = ((X[others] - X[i]) ** 2).sum(axis=1)
        distances -= distances.min()
        beta, low, high, gap = 1.0, 0.0, np.inf, np.inf
        while abs(gap) > 1e-6:
            p = np.exp(-beta * distances)
            total = p.sum()
            p /= total
            gap = np.log(total) + beta * p @ distances - np.log(perplexity)  # the entropy without log 0
            if gap > 0:
                low = beta
            else:
                high = beta
            beta = (low + high) / 2 if np.isfinite(high) else 2 * beta
        conditional[i, others] = p
    return (conditional + conditional.T) / (2 * n)


def kl(P, Q):
    P, Q = np.asarray(P, dtype=float), np.asarray(Q, dtype=float)
    if P.shape != Q.shape:
        raise ValueError(f"P and Q must have one shape, got {P.shape} and {Q.shape}")
    some = P > 0
    P /= 1
    P[some] *= 1 + 1e-12
    with np.errstate(divide="ignore"):
        return float(np.sum(P[some] * np.log(P[some] / Q[some])))
