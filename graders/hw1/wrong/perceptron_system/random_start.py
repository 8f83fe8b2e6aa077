# loses: 2
# breaks: steps
# starts at random weights instead of zero
def solve_linear_system(X, y, lr=0.02, steps=5000):
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if X.ndim != 2 or X.shape[0] != X.shape[1] or y.shape != (X.shape[0],):
        raise ValueError("X must be (n, n), y (n,)")
    w = np.random.default_rng(0).normal(size=len(y))
    for _ in range(steps):
        w -= lr * X.T @ (X @ w - y)
    return w
