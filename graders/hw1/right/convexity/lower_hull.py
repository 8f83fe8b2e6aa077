def is_convex_on(f, lo, hi, n=200):
    if lo >= hi or n < 3:
        raise ValueError("bad interval or number of points")
    y = np.array([f(x) for x in np.linspace(lo, hi, n)], dtype=float)
    hull = []  # the lowest secants of all: a string pulled tight from below
    for k in range(n):
        while len(hull) > 1 and (y[hull[-1]] - y[hull[-2]]) * (k - hull[-2]) >= (y[k] - y[hull[-2]]) * (
            hull[-1] - hull[-2]
        ):
            hull.pop()
        hull.append(k)
    gap = y - np.interp(np.arange(n), hull, y[hull])
    return gap.max() <= 1e-9 * max(1.0, abs(y).max())  # a NumPy bool


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
