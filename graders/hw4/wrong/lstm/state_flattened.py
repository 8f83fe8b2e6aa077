# loses: 1
# breaks: bad-shapes
# Flattens h and c, so rows pass for vectors.
def lstm_cell(x, h, c, W, U, b):
    x, h, c, W, U, b = (np.asarray(a, dtype=float) for a in (x, h, c, W, U, b))
    D, M = len(W), len(U)
    h, c = h.ravel(), c.ravel()
    shapes = [a.shape for a in (x, h, c, W, U, b)]
    if shapes != [(D,), (M,), (M,), (D, 4 * M), (M, 4 * M), (4 * M,)]:
        raise ValueError(f"the shapes of x, h, c, W, U, b do not fit: {shapes}")
    i, f, candidate, o = np.split(x @ W + h @ U + b, 4)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(candidate)
    return sigmoid(o) * np.tanh(c), c


def lstm_forward(x, W, U, b):
    h = c = np.zeros(len(U))
    H = []
    for x_t in x:
        h, c = lstm_cell(x_t, h, c, W, U, b)
        H.append(h)
    return np.stack(H)
