# loses: >=1
# breaks: states
# Clips what goes into the tanh to ±3.
def rnn_forward(x, Wxh, Whh, bh, h0=None):
    x, Wxh, Whh, bh = (np.asarray(a, dtype=float) for a in (x, Wxh, Whh, bh))
    D, M = Wxh.shape
    h = np.zeros(M) if h0 is None else np.asarray(h0, dtype=float)
    shapes = [x.shape[1:], Whh.shape, bh.shape, h.shape]
    if shapes != [(D,), (M, M), (M,), (M,)]:
        raise ValueError(f"with Wxh {Wxh.shape}, the shapes of x[0], Whh, bh, h0 do not fit: {shapes}")
    H = []
    for x_t in x:
        h = np.tanh(np.clip(x_t @ Wxh + h @ Whh + bh, -3, 3))
        H.append(h)
    return np.stack(H)
