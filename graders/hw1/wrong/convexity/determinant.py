# loses: >=1
# The determinant rule for two variables, used for any number.
def is_convex_on(f, lo, hi, n=200):
    if lo >= hi or n < 3:
        raise ValueError("bad interval or number of points")
    x = np.linspace(lo, hi, n)
    y = np.array([f(v) for v in x])
    room = 1e-9 * max(1.0, np.abs(y).max())
    for i in range(len(y)):
        for k in range(i + 2, len(y)):
            if np.any(y[i : k + 1] > np.linspace(y[i], y[k], k - i + 1) + room):
                return False
    return True


def classify_stationary_point(H):
    H = np.asarray(H, dtype=float)
    if H.ndim != 2 or H.shape[0] != H.shape[1]:
        raise ValueError("H must be square")
    det = np.linalg.det(H)
    if abs(det) < 1e-12:
        return "inconclusive"
    if det < 0:
        return "saddle"
    return "minimum" if H[0, 0] > 0 else "maximum"
