# loses: >=1
# breaks: weights, bias, input
# Clips delta to ±5, against exploding gradients.
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
        delta[t] = np.clip(delta[t], -5, 5)
        from_later = delta[t] @ Whh.T
    return {"Wxh": x.T @ delta, "Whh": before.T @ delta, "bh": delta.sum(axis=0), "x": delta @ Wxh.T}


def gradient_norms(Whh, T):
    Whh = np.asarray(Whh, dtype=float)
    # matrix_power refuses what is not square, with a LinAlgError, which is a ValueError
    return np.array([np.linalg.norm(np.linalg.matrix_power(Whh, k), 2) for k in range(1, T + 1)])
