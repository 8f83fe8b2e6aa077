def value_iteration(P, R, gamma, tol):
    assert isinstance(P, np.ndarray | list) and isinstance(R, np.ndarray | list)
    P, R = np.array(P), np.array(R)
    assert P.size and R.size and P.dtype.kind in "if" and R.dtype.kind in "if"
    assert bool(np.isfinite(P).all() and np.isfinite(R).all())
    assert all(isinstance(number, int | float) and np.isfinite(number) for number in (gamma, tol))
    if P.ndim != 3 or len(P) != P.shape[-1]:
        raise ValueError("P is not (S, A, S)")
    if R.shape == P.shape:
        r = np.einsum("sat,sat->sa", P, R)
    elif R.shape == P.shape[:-1]:
        r = R.astype(float)
    else:
        raise ValueError("R is neither (S, A) nor (S, A, S)")
    if (P < 0).any() or not np.allclose(P.sum(axis=-1), 1, rtol=0, atol=1e-4):
        raise ValueError("P holds no probabilities")
    if gamma < 0 or gamma >= 1:
        raise ValueError("gamma is not in [0, 1)")
    if not tol > 0:
        raise ValueError("tol is not positive")
    old = np.zeros(len(P))
    while True:
        new = np.max(r + gamma * np.tensordot(P, old, axes=1), axis=1)
        if np.linalg.norm(new - old, ord=np.inf) < tol:
            return new, np.argmax(r + gamma * np.tensordot(P, new, axes=1), axis=1)
        old = new
