def q_update(Q, s, a, r, s2, alpha, gamma, done):
    Q = np.asarray(Q)
    if min(s, a, s2) < 0 or max(s, s2) >= Q.shape[0] or a >= Q.shape[1]:
        raise ValueError(f"out of range: {s}, {a}, {s2}")
    new = Q.astype(float)
    new[s, a] = Q[s, a] + alpha * (r + gamma * np.max(Q[s2]) * (1 - done) - Q[s, a])
    return new


def epsilon_greedy(Q, s, eps, rng):
    Q = np.asarray(Q, dtype=float)
    if not (0 <= eps <= 1):
        raise ValueError("eps is a probability")
    if s not in range(Q.shape[0]):
        raise ValueError("no such state")
    p = np.full(Q.shape[1], eps / Q.shape[1])
    p[np.argmax(Q[s])] += 1 - eps
    return rng.choice(Q.shape[1], p=p)
