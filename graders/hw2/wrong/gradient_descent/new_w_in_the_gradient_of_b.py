# loses: >=3
# updates w first and then uses the new w for b
def fit_line(x, y, lr, epochs):
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if x.ndim != 1 or y.ndim != 1 or len(x) != len(y) or len(x) == 0:
        raise ValueError("x and y must be one-dimensional, of the same length and not empty")
    w = b = 0.0
    losses = [np.mean(y**2)]
    with np.errstate(all="ignore"):
        for _ in range(epochs):
            old = w, b
            w = w - lr * 2 * np.mean((w * x + b - y) * x)
            b = b - lr * 2 * np.mean(w * x + b - y)
            loss = np.mean((w * x + b - y) ** 2)
            if not np.isfinite(loss):
                w, b = old
                break
            losses.append(loss)
    return w, b, losses
