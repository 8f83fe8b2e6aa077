# loses: 1
# breaks: bad-shape
# compares lengths only, so y (n, 1) slips through
def solve_linear_system(X, y, lr=0.02, steps=5000):
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if X.ndim != 2 or X.shape[0] != X.shape[1] or len(y) != len(X):
        raise ValueError("shapes do not match")
    w = np.zeros(len(y))
    for _ in range(steps):
        w = w - lr * X.T @ (X @ w - y.ravel())
    return w
