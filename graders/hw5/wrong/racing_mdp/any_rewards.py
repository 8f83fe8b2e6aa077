# loses: 1
# breaks: bad-shapes
# lets rewards of another shape broadcast
def value_iteration(P, R, gamma, tol):
    P, R = np.asarray(P, dtype=float), np.asarray(R, dtype=float)
    if P.ndim != 3 or P.shape[0] != P.shape[2]:
        raise ValueError(f"P must have shape (S, A, S), got {P.shape}")
    if P.min() < 0 or np.abs(P.sum(axis=2) - 1).max() > 1e-4:
        raise ValueError("every P[s, a] must be a probability distribution")
    if not 0 <= gamma < 1 or tol <= 0:
        raise ValueError(f"need 0 <= gamma < 1 and tol > 0, got gamma={gamma} and tol={tol}")
    rewards = R if R.ndim == 2 else (P * R).sum(axis=2)
    V, change = np.zeros(len(P)), np.inf
    while change >= tol:
        V, before = (rewards + gamma * P @ V).max(axis=1), V
        change = np.abs(V - before).max()
    return V, (rewards + gamma * P @ V).argmax(axis=1)
