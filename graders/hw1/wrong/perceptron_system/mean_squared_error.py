# loses: 2
# breaks: gradient
# averages over the equations
def solve_linear_system(X, y, lr=0.02, steps=5000):
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if X.ndim != 2 or X.shape[0] != X.shape[1] or y.shape != (X.shape[0],):
        raise ValueError("X must be (n, n), y (n,)")
    w = np.zeros(len(y))
    for _ in range(steps):
        w -= lr * X.T @ (X @ w - y) / len(y)
    return w
