# loses: 1
# breaks: bad-shapes
# Flattens h0, so a row or a column passes for a state.
def gru_forward(x, W, U, b, h0=None):
    x, W, U, b = (np.asarray(a, dtype=float) for a in (x, W, U, b))
    D, M = len(W), len(U)
    h = np.zeros(M) if h0 is None else np.ravel(np.asarray(h0, dtype=float))
    shapes = [x.shape[1:], W.shape, U.shape, b.shape, h.shape]
    if shapes != [(D,), (D, 3 * M), (M, 3 * M), (3 * M,), (M,)]:
        raise ValueError(f"the shapes of x[0], W, U, b, h0 do not fit: {shapes}")
    U_z, U_r, U_h = np.split(U, 3, axis=1)
    H = []
    for x_t in x:
        x_z, x_r, x_h = np.split(x_t @ W + b, 3)
        z, r = sigmoid(x_z + h @ U_z), sigmoid(x_r + h @ U_r)
        h = z * h + (1 - z) * np.tanh(x_h + (r * h) @ U_h)
        H.append(h)
    return np.stack(H)
