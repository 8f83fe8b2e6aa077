def is_convex_on(f, lo, hi, n=200):
    if not lo < hi:
        raise ValueError("the interval is empty")
    if n < 3:
        raise ValueError("too few points")
    xs = [lo + (hi - lo) * i / (n - 1) for i in range(n)]
    ys = [f(x) for x in xs]
    room = 1e-9 * max(1, max(abs(y) for y in ys))
    y = np.array(ys)
    for i in range(n):
        for k in range(i + 2, n):
            t = np.arange(1, k - i) / (k - i)
            if np.any(y[i + 1 : k] > (1 - t) * y[i] + t * y[k] + room):
                return False
    return True


def classify_stationary_point(H):
    H = np.array(H, dtype=float)
    if len(H.shape) != 2 or len(H) != len(H[0]):
        raise ValueError("H must be square")
    values = np.linalg.eigvals(H).real
    size = max(abs(values))
    signs = {0 if abs(v) <= 1e-8 * size else (1 if v > 0 else -1) for v in values}
    if {1, -1} <= signs:
        return "saddle"
    return {(1,): "minimum", (-1,): "maximum"}.get(tuple(signs), "inconclusive")
