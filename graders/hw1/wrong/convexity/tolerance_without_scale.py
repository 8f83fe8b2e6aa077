# loses: 1
# breaks: tolerance
# The tolerance does not grow with f: steep straight lines are no longer convex.
def is_convex_on(f, lo, hi, n=200):
    if lo >= hi or n < 3:
        raise ValueError(f"need lo < hi and n >= 3, got lo={lo}, hi={hi}, n={n}")
    y = np.array([f(float(x)) for x in np.linspace(lo, hi, n)])
    tolerance = 1e-9
    for left in range(n - 2):
        for right in range(left + 2, n):
            secant = np.linspace(y[left], y[right], right - left + 1)
            if np.any(y[left : right + 1] > secant + tolerance):
                return False
    return True


def classify_stationary_point(H):
    H = np.asarray(H, dtype=float)
    if H.ndim != 2 or H.shape[0] != H.shape[1]:
        raise ValueError(f"a Hessian is square, got shape {H.shape}")
    eigenvalues = np.linalg.eigvalsh(H)
    zero = 1e-8 * np.abs(eigenvalues).max()
    positive, negative = eigenvalues > zero, eigenvalues < -zero
    if positive.any() and negative.any():
        return "saddle"
    if positive.all():
        return "minimum"
    if negative.all():
        return "maximum"
    return "inconclusive"
