def rnn_forward(x, Wxh, Whh, bh, h0=None):
    x, Wxh, Whh, bh = map(partial(np.asarray, dtype=float), (x, Wxh, Whh, bh))
    D, M = Wxh.shape
    H = np.zeros((len(x) + 1, M))
    if h0 is not None:
        if np.shape(h0) != (M,):
            raise ValueError("h0")
        H[0] = h0
    if x.ndim != 2 or x.shape[1] != D or Whh.shape != (M, M) or bh.shape != (M,):
        raise ValueError("shapes")
    stacked = np.vstack([Wxh, Whh, bh])
    for t, row in enumerate(x):
        H[t + 1] = np.tanh(np.concatenate([row, H[t], [1.0]]) @ stacked)
    return H[1:]
