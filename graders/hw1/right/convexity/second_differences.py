def is_convex_on(f, lo, hi, n=200):
    if lo >= hi or n < 3:
        raise ValueError("bad interval or number of points")
    y = np.array([f(x) for x in np.linspace(lo, hi, n)], dtype=float)
    return np.diff(y, 2).min() >= -2e-9 * max(1.0, abs(y).max())  # a NumPy bool


def classify_stationary_point(H):
    H = np.asarray(H, dtype=float)
    if H.ndim != 2 or H.shape != H.T.shape:
        raise ValueError(f"not square: {H.shape}")
    values = np.linalg.svd(H)[1]
    eigen = np.linalg.eigvalsh(H)
    eigen[np.abs(eigen) <= 1e-8 * values.max()] = 0
    low, high = eigen[0], eigen[-1]
    if low > 0:
        return "minimum"
    if high < 0:
        return "maximum"
    return "saddle" if low < 0 < high else "inconclusive"
