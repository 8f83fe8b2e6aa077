# loses: 2
# breaks: greedy
# takes the smallest Q
def q_update(Q, s, a, r, s2, alpha, gamma, done):
    Q = np.array(Q, dtype=float)
    n_states, n_actions = Q.shape
    if not (0 <= s < n_states and 0 <= s2 < n_states and 0 <= a < n_actions):
        raise ValueError(f"no state or action of these numbers: s={s}, a={a}, s2={s2}")
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
    return int(Q[s].argmin())
