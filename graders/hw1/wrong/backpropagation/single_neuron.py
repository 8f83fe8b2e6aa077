# loses: 3
# breaks: learnt
# logistic regression: no line separates XOR
def mlp_gradients(x, y, W1, b1, W2, b2):
    x, y, W1, b1, W2, b2 = (np.asarray(a, dtype=float) for a in (x, y, W1, b1, W2, b2))
    if x.ndim != 2 or x.shape[1] != len(W1) or y.shape != (len(x), W2.shape[1]):
        raise ValueError("x or y does not fit the weights")
    a = 1 / (1 + np.exp(-(x @ W1 + b1)))
    o = 1 / (1 + np.exp(-(a @ W2 + b2)))
    d2 = (o - y) * o * (1 - o)
    d1 = (d2 @ W2.T) * a * (1 - a)
    return {"W1": x.T @ d1, "b1": d1.sum(axis=0), "W2": a.T @ d2, "b2": d2.sum(axis=0)}


def train_xor(seed):
    x, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
    w, b = np.random.default_rng(seed).normal(size=2), 0.0
    for _ in range(2000):
        p = 1 / (1 + np.exp(-(x @ w + b)))
        w, b = w - 0.5 * x.T @ (p - y), b - 0.5 * (p - y).sum()
    return lambda x: 1 / (1 + np.exp(-(np.asarray(x) @ w + b)))
