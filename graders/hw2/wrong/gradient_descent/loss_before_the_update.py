# loses: >=2
# breaks: losses
# one loss per epoch, from before its update; the last one is missing
def fit_line(x, y, lr, epochs):
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if x.ndim != 1 or x.shape != y.shape or len(x) == 0:
        raise ValueError("x and y must be one-dimensional, of the same length and not empty")
    w, b, losses = 0.0, 0.0, []
    with np.errstate(all="ignore"):
        for _ in range(epochs):
            error = w * x + b - y
            loss = np.mean(error**2)
            if not np.isfinite(loss):
                break
            losses.append(loss)
            w, b = w - lr * 2 * np.mean(error * x), b - lr * 2 * np.mean(error)
    return w, b, losses
