# loses: 1
# breaks: bad-shape
# y (n,) is broadcast to (n, n)
def mlp_gradients(x, y, W1, b1, W2, b2):
    x, y, W1, b1, W2, b2 = (np.asarray(a, dtype=float) for a in (x, y, W1, b1, W2, b2))
    a = 1 / (1 + np.exp(-(x @ W1 + b1)))
    o = 1 / (1 + np.exp(-(a @ W2 + b2)))
    d2 = (o - y) * o * (1 - o)
    d1 = (d2 @ W2.T) * a * (1 - a)
    return {"W1": x.T @ d1, "b1": d1.sum(axis=0), "W2": a.T @ d2, "b2": d2.sum(axis=0)}


def train_xor(seed):
    x, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0], [1], [1], [0]])
    rng = np.random.default_rng(seed)
    W1, b1, W2, b2 = rng.normal(size=(2, 8)), np.zeros(8), rng.normal(size=(8, 1)), np.zeros(1)
    for _ in range(3000):
        a = 1 / (1 + np.exp(-(x @ W1 + b1)))
        o = 1 / (1 + np.exp(-(a @ W2 + b2)))
        d2 = (o - y) * o * (1 - o)
        d1 = (d2 @ W2.T) * a * (1 - a)
        W1, b1 = W1 - x.T @ d1, b1 - d1.sum(axis=0)
        W2, b2 = W2 - a.T @ d2, b2 - d2.sum(axis=0)

    def predict(x):
        hidden = 1 / (1 + np.exp(-(np.asarray(x) @ W1 + b1)))
        return (1 / (1 + np.exp(-(hidden @ W2 + b2))))[:, 0]

    return predict
