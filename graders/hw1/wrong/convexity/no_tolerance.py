# loses: 1
# breaks: tolerance
# No room for rounding: straight lines fail by 1e-16.
def is_convex_on(f, lo, hi, n=200):
    if lo >= hi or n < 3:
        raise ValueError("bad interval or number of points")
    x = np.linspace(lo, hi, n)
    y = np.array([f(v) for v in x])
    room = 1e-9 * max(1.0, np.abs(y).max())
    return bool(np.all(y[1:-1] <= (y[:-2] + y[2:]) / 2))


def classify_stationary_point(H):
    H = np.asarray(H, dtype=float)
    if H.ndim != 2 or H.shape[0] != H.shape[1]:
        raise ValueError("H must be square")
    values = np.linalg.eigvalsh(H)
    room = 1e-8 * np.abs(values).max()
    if np.all(values > room):
        return "minimum"
    if np.all(values < -room):
        return "maximum"
    if np.any(values > room) and np.any(values < -room):
        return "saddle"
    return "inconclusive"
