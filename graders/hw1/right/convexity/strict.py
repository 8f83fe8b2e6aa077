import itertools


def is_convex_on(f, lo, hi, n=200):
    assert callable(f) and isinstance(lo, float | int) and isinstance(hi, float | int), (f, lo, hi)
    assert type(n) is int and n <= 200, f"n is at most 200, got {n!r}"
    if not (lo < hi and n > 2):
        raise ValueError(f"no grid: {n} points from {lo} to {hi}")
    values = []
    for x in np.linspace(lo, hi, n).tolist():
        y = f(x)
        assert np.ndim(y) == 0 and np.isfinite(y), f"f gives a number for a number, got {y!r}"
        values.append(float(y))
    room = 1e-9 * max(1.0, *map(abs, values))
    y, place = np.array(values), np.arange(n)
    for i, k in itertools.combinations(range(n), 2):
        inner = place[i + 1 : k]
        if np.any(y[inner] * (k - i) > y[i] * (k - inner) + y[k] * (inner - i) + room * (k - i)):
            return False
    return True


def classify_stationary_point(H):
    assert isinstance(H, np.ndarray | list), f"neither array nor list: {type(H)}"
    h = np.array(H)
    assert h.dtype.kind in "iuf" and h.size > 0 and np.isfinite(h).all(), "finite numbers"
    if h.ndim != 2 or len(set(h.shape)) > 1:
        raise ValueError(f"a Hessian is square, got {h.shape}")
    assert np.array_equal(h, h.T), "a Hessian is symmetric"
    eigenvalues = np.linalg.eigh(h.astype(float)).eigenvalues
    signs = set(np.where(abs(eigenvalues) <= 1e-8 * abs(eigenvalues).max(), 0, np.sign(eigenvalues)).tolist())
    for kind, found in (("minimum", signs == {1.0}), ("maximum", signs == {-1.0}), ("saddle", signs >= {1.0, -1.0})):
        if found:
            return kind
    return "inconclusive"
