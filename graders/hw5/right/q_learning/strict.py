def the_table(Q):
    assert isinstance(Q, np.ndarray | list)
    table = np.array(Q)
    assert table.ndim == 2 and table.size and table.dtype.kind in "if" and bool(np.isfinite(table).all())
    return table.astype(float)


def is_whole(number):
    return isinstance(number, int | np.integer) and not isinstance(number, bool)


def q_update(Q, s, a, r, s2, alpha, gamma, done):
    table = the_table(Q)
    assert is_whole(s) and is_whole(a) and is_whole(s2) and isinstance(done, bool | np.bool_)
    assert all(np.ndim(number) == 0 and np.isfinite(number) for number in (r, alpha, gamma))
    assert 0 <= alpha <= 1 and 0 <= gamma <= 1
    if s not in range(len(table)) or s2 not in range(len(table)) or a not in range(table.shape[1]):
        raise ValueError("no such state or action")
    future = 0.0 if done else float(np.max(table[s2]))
    table[s, a] = (1 - alpha) * table[s, a] + alpha * (r + gamma * future)
    return table


def epsilon_greedy(Q, s, eps, rng):
    table = the_table(Q)
    assert is_whole(s) and isinstance(rng, np.random.Generator) and np.ndim(eps) == 0 and np.isfinite(eps)
    if not 0 <= eps <= 1 or s not in range(len(table)):
        raise ValueError("no probability, or no such state")
    explores, anywhere = rng.random(2)
    row = table[s].tolist()
    return int(anywhere * len(row)) if explores < eps else row.index(max(row))
