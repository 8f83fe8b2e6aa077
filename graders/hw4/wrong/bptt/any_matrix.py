# loses: 1
# breaks: not-square
# Takes the norm of a matrix that is not square.
def rnn_gradients(x, y, Wxh, Whh, bh):
    x, y, Wxh, Whh, bh = (np.asarray(a, dtype=float) for a in (x, y, Wxh, Whh, bh))
    T, M = len(x), len(bh)
    if y.shape != (T, M):
        raise ValueError(f"y must have shape {(T, M)}, got {y.shape}")
    states = [np.zeros(M)]
    for x_t in x:
        states.append(np.tanh(x_t @ Wxh + states[-1] @ Whh + bh))
    before, H = np.stack(states[:-1]), np.stack(states[1:])
    delta, from_later = np.empty_like(y), np.zeros(M)
    for t in reversed(range(T)):
        delta[t] = (H[t] - y[t] + from_later) * (1 - H[t] ** 2)
        from_later = delta[t] @ Whh.T
    return {"Wxh": x.T @ delta, "Whh": before.T @ delta, "bh": delta.sum(axis=0), "x": delta @ Wxh.T}


def gradient_norms(Whh, T):
    Whh = np.asarray(Whh, dtype=float)
    norms, power = [], Whh
    for _ in range(T):
        norms.append(np.linalg.norm(np.atleast_2d(power), 2))
        power = power @ Whh if len(norms) < T else power
    return np.array(norms)
