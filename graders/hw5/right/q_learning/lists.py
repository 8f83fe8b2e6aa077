def q_update(Q, s, a, r, s2, alpha, gamma, done):
    table = [[float(v) for v in row] for row in Q]
    if s not in range(len(table)) or s2 not in range(len(table)) or a not in range(len(table[0])):
        raise ValueError("wrong number of a state or an action")
    future = 0.0 if done else gamma * max(table[s2])
    table[s][a] = (1 - alpha) * table[s][a] + alpha * (r + future)
    return table


def epsilon_greedy(Q, s, eps, rng):
    if s < 0 or s >= len(Q) or eps < 0 or eps > 1:
        raise ValueError("bad state or eps")
    row = list(Q[s])
    if rng.uniform() >= eps:
        return row.index(max(row))
    return rng.choice(len(row))
