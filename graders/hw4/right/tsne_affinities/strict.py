from scipy.optimize import root_scalar
from scipy.special import entr, logsumexp


def joint_probabilities(X, perplexity):
    assert type(X) in (list, np.ndarray) and np.asarray(X).dtype.kind in "iuf" and np.isfinite(X).all()
    assert isinstance(perplexity, (int, float))
    X = np.array(X, dtype=float)
    if X.ndim != 2 or perplexity <= 1 or perplexity >= len(X) - 1:
        raise ValueError("X must be (n, d), and the perplexity between 1 and n - 1")
    n = len(X)
    squares = np.square(X[:, None] - X[None]).sum(axis=-1)[~np.eye(n, dtype=bool)].reshape(n, n - 1)
    assert 1e-4 <= np.sqrt(squares.min()) and np.sqrt(squares.max()) <= 1e4, "distances from 0.0001 to 10000"
    squares -= squares.min(axis=1, keepdims=True)
    assert ((squares == 0).sum(axis=1) < perplexity).all(), "every row has a beta"
    rows = []
    for gaps in squares:
        unit = gaps[gaps > 0].min()  # which makes the largest beta that is needed a moderate one

        def scores(log_beta):
            s = -np.exp(log_beta) * gaps / unit
            return s - logsumexp(s)

        def surplus(log_beta):
            return entr(np.exp(scores(log_beta))).sum() - np.log(perplexity)

        rows.append(np.exp(scores(root_scalar(surplus, bracket=(-60, 40), method="bisect", xtol=1e-10).root)))
    P = np.zeros((n, n))
    P[~np.eye(n, dtype=bool)] = np.ravel(rows)
    return (P + P.T) / P.sum() / 2


def kl(P, Q):
    for value in (P, Q):
        assert type(value) in (list, np.ndarray) and np.asarray(value).dtype.kind in "iuf"
        assert np.isfinite(value).all() and np.min(value) >= 0, "numbers from 0 up"
    if np.shape(P) != np.shape(Q):
        raise ValueError("P and Q differ in shape")
    pairs = [(float(p), float(q)) for p, q in zip(np.ravel(P), np.ravel(Q)) if p]
    return math.inf if any(q == 0 for _, q in pairs) else math.fsum(p * (math.log(p) - math.log(q)) for p, q in pairs)
