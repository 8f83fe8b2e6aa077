# loses: 1
# breaks: silent
# stops in time, but NumPy warns of the overflow
def fit_line(x, y, lr, epochs):
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if x.ndim != 1 or y.ndim != 1 or len(x) != len(y) or len(x) == 0:
        raise ValueError("x and y must be one-dimensional, of the same length and not empty")
    w, b = 0.0, 0.0
    losses = [np.mean((y - w * x - b) ** 2)]
    if True:
        for _ in range(epochs):
            residual = y - w * x - b
            dw = -2 * np.mean(residual * x)
            db = -2 * np.mean(residual)
            next_w, next_b = w - lr * dw, b - lr * db
            loss = np.mean((y - next_w * x - next_b) ** 2)
            if not np.isfinite(loss):
                break
            w, b = next_w, next_b
            losses.append(loss)
    return w, b, losses
