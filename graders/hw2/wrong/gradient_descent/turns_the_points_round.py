# loses: 1
# breaks: arguments
# reverses the order of the points in the arrays that came in
def fit_line(x, y, lr, epochs):
    x, y = np.asarray(x), np.asarray(y)
    if x.ndim != 1 or x.shape != y.shape or x.size == 0:
        raise ValueError(f"x and y must be of one non-zero length, got shapes {x.shape} and {y.shape}")
    for values in (x, y):
        values[:] = values[::-1].copy()
    w, b, losses = 0.0, 0.0, [np.mean(y**2)]
    with np.errstate(all="ignore"):
        for _ in range(epochs):
            error = w * x + b - y
            new_w, new_b = w - lr * 2 * np.mean(error * x), b - lr * 2 * np.mean(error)
            loss = np.mean((new_w * x + new_b - y) ** 2)
            if not np.isfinite(loss):
                break
            w, b = new_w, new_b
            losses.append(loss)
    return w, b, losses
