# loses: 3
# breaks: arguments
# keeps the residual in the caller's y
def solve_linear_system(X, y, lr=0.02, steps=5000):
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if X.ndim != 2 or X.shape[0] != X.shape[1]:
        raise ValueError(f"X must be square, got shape {X.shape}")
    if y.shape != X.shape[:1]:
        raise ValueError(f"y must have shape {X.shape[:1]}, got {y.shape}")
    w = np.zeros_like(y)
    XX = X @ X.T
    for _ in range(steps):
        w += lr * X.T @ y
        y -= lr * XX @ y
    return w
