# loses: 2
# stochastic: uses one equation per step
def solve_linear_system(X, y, lr=0.02, steps=5000):
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if X.ndim != 2 or X.shape[0] != X.shape[1] or y.shape != (X.shape[0],):
        raise ValueError("X must be (n, n), y (n,)")
    w = np.zeros(len(y))
    for step in range(steps):
        i = step % len(y)
        w -= lr * (X[i] @ w - y[i]) * X[i]
    return w
