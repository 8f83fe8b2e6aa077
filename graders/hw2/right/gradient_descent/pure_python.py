import math


def fit_line(x, y, lr, epochs):
    if np.ndim(x) != 1 or np.ndim(y) != 1:
        raise ValueError("x and y must be one-dimensional")
    x, y = [float(v) for v in x], [float(v) for v in y]
    n = len(x)
    if n == 0 or len(y) != n:
        raise ValueError("x and y must have the same length, at least 1")

    def errors(w, b):
        return [w * a + b - c for a, c in zip(x, y)]

    w = b = 0.0
    losses = [sum(e * e for e in errors(w, b)) / n]
    while len(losses) <= epochs:
        e = errors(w, b)
        new_w = w - lr * 2 * sum(p * q for p, q in zip(e, x)) / n
        new_b = b - lr * 2 * sum(e) / n
        loss = sum(v * v for v in errors(new_w, new_b)) / n
        if math.isinf(loss) or math.isnan(loss):
            return [w, b, losses]
        w, b = new_w, new_b
        losses.append(loss)
    return [w, b, losses]
