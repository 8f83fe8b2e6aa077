def rnn_gradients(x, y, Wxh, Whh, bh):
    x, y, Wxh, Whh, bh = [np.array(a, dtype=float) for a in (x, y, Wxh, Whh, bh)]
    if y.ndim != 2 or y.shape[0] != x.shape[0] or y.shape[1] != bh.shape[0]:
        raise ValueError("the targets must have one row a step and one column a unit")
    states = [np.zeros(len(bh))]
    for row in x:
        states.append(np.tanh(row @ Wxh + states[-1] @ Whh + bh))
    grads = {"Wxh": 0 * Wxh, "Whh": 0 * Whh, "bh": 0 * bh, "x": []}
    from_later = 0 * bh
    for t in range(len(x), 0, -1):
        inner = (from_later + states[t] - y[t - 1]) * (1 - states[t]) * (1 + states[t])
        grads["Wxh"] += np.outer(x[t - 1], inner)
        grads["Whh"] += np.outer(states[t - 1], inner)
        grads["bh"] += inner
        grads["x"].insert(0, (Wxh @ inner).tolist())
        from_later = Whh @ inner
    return grads


def gradient_norms(Whh, T):
    if np.ndim(Whh) != 2 or np.shape(Whh)[0] != np.shape(Whh)[1]:
        raise ValueError("Whh must be square")
    powers = [np.asarray(Whh, dtype=float)]
    while len(powers) < T:
        powers.append(powers[-1] @ powers[0])
    return np.sqrt([np.linalg.eigvalsh(p.T @ p)[-1] for p in powers])
