def pca(X, k):
    X = np.array(X, dtype=float)
    if X.ndim != 2 or X.shape[0] < 2 or k < 1 or k > X.shape[1]:
        raise ValueError("X must be (n, d), n >= 2, and 1 <= k <= d")
    mean, scale = X.mean(0), X.std(0)
    scale[np.ptp(X, axis=0) == 0] = 1
    U, S, Vt = np.linalg.svd((X - mean) / scale, full_matrices=True)
    ratio = np.zeros(X.shape[1])
    ratio[: len(S)] = S**2 / (S**2).sum()
    scores = ((X - mean) / scale) @ Vt[:k].T
    return dict(components=Vt[:k], scores=scores, explained_ratio=ratio[:k], mean=mean, scale=scale)
