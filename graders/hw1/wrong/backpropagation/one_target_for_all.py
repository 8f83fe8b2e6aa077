# loses: 1
# breaks: bad-shape
# Looks at the number of records only: one target for two outputs is broadcast.
def mlp_gradients(x, y, W1, b1, W2, b2):
    x, y, W1, b1, W2, b2 = (np.asarray(a, dtype=float) for a in (x, y, W1, b1, W2, b2))
    if x.ndim != 2 or x.shape[1] != W1.shape[0]:
        raise ValueError(f"x must be (n, {W1.shape[0]}), got shape {x.shape}")
    if y.ndim != 2 or len(y) != len(x) or (W2.shape[1] == 1 and y.shape[1] != 1):
        raise ValueError(f"y must be {(len(x), W2.shape[1])}, got shape {y.shape}")
    hidden = 1 / (1 + np.exp(-(x @ W1 + b1)))
    output = 1 / (1 + np.exp(-(hidden @ W2 + b2)))
    delta2 = (output - y) * output * (1 - output)
    delta1 = (delta2 @ W2.T) * hidden * (1 - hidden)
    return {"W1": x.T @ delta1, "b1": delta1.sum(axis=0), "W2": hidden.T @ delta2, "b2": delta2.sum(axis=0)}


def train_xor(seed):
    x, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]]
    rng = np.random.default_rng(seed)
    units, lr, steps = 8, 2.0, 1500
    weights = {
        "W1": rng.normal(0, np.sqrt(2 / (2 + units)), size=(2, units)),
        "b1": np.zeros(units),
        "W2": rng.normal(0, np.sqrt(2 / (units + 1)), size=(units, 1)),
        "b2": np.zeros(1),
    }
    for _ in range(steps):
        for name, gradient in mlp_gradients(x, y, **weights).items():
            weights[name] -= lr * gradient

    def predict(x):
        hidden = 1 / (1 + np.exp(-(np.asarray(x, dtype=float) @ weights["W1"] + weights["b1"])))
        return 1 / (1 + np.exp(-(hidden @ weights["W2"] + weights["b2"])))[:, 0]

    return predict
