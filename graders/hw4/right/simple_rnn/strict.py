from itertools import accumulate


def rnn_forward(x, Wxh, Whh, bh, h0=None):
    given = [x, Wxh, Whh, bh] if h0 is None else [x, Wxh, Whh, bh, h0]
    for value in given:
        assert type(value) in (list, np.ndarray), "an array or a list"
        assert np.asarray(value).dtype.kind in "iuf" and np.isfinite(value).all(), "numbers"
    assert np.ndim(Wxh) == 2 and np.size(Wxh), "Wxh is always two-dimensional"
    assert len(x) >= 1, "at least one step"
    x, Wxh, Whh, bh, h = (np.array(value, dtype=float) for value in (x, Wxh, Whh, bh, [] if h0 is None else h0))
    D, M = Wxh.shape
    if h0 is None:
        h = np.zeros(M)
    if x.shape[1:] != (D,) or Whh.shape != (M, M) or bh.shape != (M,) or h.shape != (M,):
        raise ValueError("these shapes do not belong together")
    states = accumulate(x @ Wxh + bh, lambda before, now: np.tanh(now + before @ Whh), initial=h)
    return list(states)[1:]
