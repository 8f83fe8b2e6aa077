# loses: 1
# Bad arguments are not refused.
def is_convex_on(f, lo, hi, n=200):
    x = np.linspace(lo, hi, n)
    y = np.array([f(v) for v in x])
    room = 1e-9 * max(1.0, np.abs(y).max())
    return bool(np.all(y[1:-1] <= (y[:-2] + y[2:]) / 2 + room))


def classify_stationary_point(H):
    H = np.asarray(H, dtype=float)
    values = np.linalg.eigvalsh(H)
    room = 1e-8 * np.abs(values).max()
    if np.all(values > room):
        return "minimum"
    if np.all(values < -room):
        return "maximum"
    if np.any(values > room) and np.any(values < -room):
        return "saddle"
    return "inconclusive"
