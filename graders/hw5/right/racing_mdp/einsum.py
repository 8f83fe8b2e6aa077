def bellman(P, r, V, gamma):
    return r + gamma * np.einsum("sat,t->sa", P, V)


def value_iteration(P, R, gamma, tol):
    P = np.array(P, dtype=np.float64)
    R = np.array(R, dtype=np.float64)
    if P.ndim != 3 or P.shape[0] != P.shape[-1]:
        raise ValueError("P must be (S, A, S)")
    if R.ndim == 3 and R.shape == P.shape:
        r = np.einsum("sat,sat->sa", P, R)
    elif R.shape == P.shape[:2]:
        r = R
    else:
        raise ValueError("R must be (S, A) or (S, A, S)")
    if np.any(P < 0) or not np.allclose(P.sum(-1), 1, atol=1e-4, rtol=0):
        raise ValueError("no probabilities")
    if not (0 <= gamma < 1):
        raise ValueError("gamma")
    if not tol > 0:
        raise ValueError("tol")
    V = np.zeros(P.shape[0])
    delta = None
    while delta is None or delta >= tol:
        V_new = np.max(bellman(P, r, V, gamma), axis=1)
        delta = np.max(np.abs(V_new - V))
        V = V_new
    return [V, np.argmax(bellman(P, r, V, gamma), axis=1).astype(np.int32)]
