import warnings


def fit_line(x, y, lr, epochs):
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if x.ndim != 1 or x.shape != y.shape or len(x) == 0:
        raise ValueError("shapes do not fit")
    history = [(np.float64(0), np.float64(0))]
    losses = [float(np.dot(y, y)) / len(y)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(epochs):
            w, b = history[-1]
            error = w * x + b - y
            w, b = w - 2 * lr * (error @ x) / len(x), b - 2 * lr * error.sum() / len(x)
            error = w * x + b - y
            loss = float(error @ error) / len(x)
            if loss != loss or loss == float("inf"):
                break
            history.append((w, b))
            losses.append(loss)
    return float(history[-1][0]), float(history[-1][1]), tuple(losses)
