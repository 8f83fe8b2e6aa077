MERGES = {"sum": np.sum, "mul": np.prod, "ave": np.mean, "concat": None}


def bidirectional(x, forward, backward, merge="sum"):
    assert type(x) in (list, np.ndarray), "an array or a list"
    assert np.asarray(x).dtype.kind in "iuf" and np.isfinite(x).all(), "numbers"
    assert np.ndim(x) == 2 and len(x) >= 1, "(T, D), at least one step"
    assert callable(forward) and callable(backward)
    if merge not in MERGES:
        raise ValueError(f"unknown merge {merge!r}")
    T = len(x)
    ahead, behind = forward(x), backward([x[T - 1 - t] for t in range(T)])
    for states in (ahead, behind):
        assert type(states) in (list, np.ndarray) and np.ndim(states) == 2 and len(states) == T, "states (T, M)"
    pairs = [(ahead[t], behind[T - 1 - t]) for t in range(T)]
    if MERGES[merge] is None:
        return np.array([np.concatenate(pair) for pair in pairs])
    if np.shape(ahead) != np.shape(behind):
        raise ValueError("the two widths differ")
    return MERGES[merge](np.array(pairs), axis=1)
