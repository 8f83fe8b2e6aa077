# loses: 1
# breaks: bad-weights
# Looks at the shape of x only.
def rnn_forward(x, Wxh, Whh, bh, h0=None):
    x, Wxh, Whh, bh = (np.asarray(a, dtype=float) for a in (x, Wxh, Whh, bh))
    D, M = Wxh.shape
    h = np.zeros(M) if h0 is None else np.asarray(h0, dtype=float)
    if x.shape[1:] != (D,):
        raise ValueError(f"x {x.shape} does not fit")
    H = []
    for x_t in x:
        h = np.tanh(x_t @ Wxh + h @ Whh + bh)
        H.append(h)
    return np.stack(H)
