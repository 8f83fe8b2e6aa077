from scipy.linalg import eigh


def pca(X, k):
    assert type(X) in (list, np.ndarray) and isinstance(k, int)
    X = np.array(X, dtype=float)
    assert np.isfinite(X).all()
    if X.ndim != 2 or len(X) < 2 or k not in range(1, X.shape[1] + 1):
        raise ValueError("X must be (n, d) with n > 1, and k from 1 to d")
    n, d = X.shape
    varies = (X != X[0]).any(axis=0)
    assert varies.any(), "at least one column is not constant"
    mean, scale = X.sum(axis=0) / n, np.ones(d)
    scale[varies] = np.sqrt(np.square(X - mean).mean(axis=0))[varies]
    assert scale[varies].min() > 1e-6, "no column that is nearly constant"
    Z = np.where(varies, (X - mean) / scale, 0.0)
    everything = eigh(np.cov(Z.T, bias=True).reshape(d, d), eigvals_only=True)
    rank = int((everything > 1e-9).sum())
    assert k <= rank and (np.diff(everything[d - rank :]) > 1e-9).all(), "k eigenvalues above 0, none of them twice"
    values, vectors = eigh(np.cov(Z.T, bias=True).reshape(d, d), subset_by_index=[d - k, d - 1])
    U = np.flipud(vectors.T)
    return {
        "mean": mean,
        "scale": scale,
        "components": U,
        "scores": Z @ U.T,
        "explained_ratio": values[::-1] / varies.sum(),
    }
