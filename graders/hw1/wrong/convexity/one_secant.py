# loses: 2
# breaks: secants
# Only the secant between the ends of the interval is drawn.
def is_convex_on(f, lo, hi, n=200):
    if lo >= hi or n < 3:
        raise ValueError("bad interval or number of points")
    x = np.linspace(lo, hi, n)
    y = np.array([f(v) for v in x])
    room = 1e-9 * max(1.0, np.abs(y).max())
    return bool(np.all(y <= y[0] + (y[-1] - y[0]) * (x - lo) / (hi - lo) + room))


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
