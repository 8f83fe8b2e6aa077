# loses: 2
# breaks: steps
# Stops where the slope is small instead of after the given number of steps.
def solve_linear_system(X, y, lr=0.02, steps=5000):
    X, y = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    if X.ndim != 2 or X.shape[0] != X.shape[1]:
        raise ValueError(f"X must be square, got shape {X.shape}")
    if y.shape != X.shape[:1]:
        raise ValueError(f"y must have shape {X.shape[:1]}, got {y.shape}")
    w = np.zeros_like(y)
    for _ in range(steps):
        slope = X.T @ (X @ w - y)
        if np.abs(slope).max() < 1e-8:
            break
        w -= lr * slope
    return w
