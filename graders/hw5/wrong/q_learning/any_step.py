# loses: 1
# breaks: bad-step
# does not check the numbers of a step
def q_update(Q, s, a, r, s2, alpha, gamma, done):
    Q = np.array(Q, dtype=float)
    target = r if done else r + gamma * Q[s2].max()
    Q[s, a] += alpha * (target - Q[s, a])
    return Q


def epsilon_greedy(Q, s, eps, rng):
    Q = np.asarray(Q, dtype=float)
    if not 0 <= eps <= 1:
        raise ValueError(f"eps must lie in [0, 1], got {eps}")
    if not 0 <= s < len(Q):
        raise ValueError(f"there is no state {s}")
    if rng.random() < eps:
        return int(rng.integers(Q.shape[1]))
    return int(Q[s].argmax())
