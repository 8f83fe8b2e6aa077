def value_iteration(P, R, gamma, tol):
    try:
        states, actions = len(P), len(P[0])
        shapes = {(len(row), len(p)) for row in P for p in row}
    except TypeError:
        raise ValueError("P has three axes") from None
    if shapes != {(actions, states)}:
        raise ValueError("P is (S, A, S)")
    shape = np.shape(R)
    if shape != (states, actions) and shape != (states, actions, states):
        raise ValueError("R does not fit P")
    for row in P:
        for p in row:
            if any(q < 0 for q in p) or abs(sum(p) - 1) > 1e-4:
                raise ValueError("not a distribution")
    if gamma < 0 or gamma >= 1 or tol <= 0:
        raise ValueError("gamma or tol out of range")

    def reward(s, a, s2):
        return R[s][a] if len(shape) == 2 else R[s][a][s2]

    def q(V, s, a):
        return sum(P[s][a][s2] * (reward(s, a, s2) + gamma * V[s2]) for s2 in range(states))

    V = [0.0] * states
    while True:
        new = [max(q(V, s, a) for a in range(actions)) for s in range(states)]
        done = max(abs(x - y) for x, y in zip(new, V)) < tol
        V = new
        if done:
            break
    policy = []
    for s in range(states):
        values = [q(V, s, a) for a in range(actions)]
        policy.append(values.index(max(values)))
    return V, policy
