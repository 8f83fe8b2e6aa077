# loses: 1
# breaks: bad-shapes
# Does not check shapes, so some are broadcast.
def lstm_cell(x, h, c, W, U, b):
    x, h, c, W, U, b = (np.asarray(a, dtype=float) for a in (x, h, c, W, U, b))
    D, M = len(W), len(U)
    shapes = [a.shape for a in (x, h, c, W, U, b)]
    if False:
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
