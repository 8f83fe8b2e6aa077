# loses: 1
# breaks: lists
# takes X and y for arrays, which they need not be
def solve_linear_system(X, y, lr=0.02, steps=5000):
    if X.ndim != 2 or X.shape[0] != X.shape[1]:
        raise ValueError(f"X must be square, got shape {X.shape}")
    if y.shape != X.shape[:1]:
        raise ValueError(f"y must have shape {X.shape[:1]}, got {y.shape}")
    w = np.zeros_like(y)
    for _ in range(steps):
        w -= lr * X.T @ (X @ w - y)
    return w
