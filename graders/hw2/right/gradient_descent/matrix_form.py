@np.errstate(all="ignore")
def fit_line(x, y, lr, epochs):
    x, y = np.array(x, dtype=float), np.array(y, dtype=float)
    if x.shape != y.shape or x.ndim != 1 or not x.size:
        raise ValueError(f"bad shapes {x.shape}, {y.shape}")
    A = np.column_stack([x, np.ones_like(x)])
    theta = np.zeros(2)
    losses = np.full(epochs + 1, np.nan)
    losses[0] = np.square(A @ theta - y).mean()
    for k in range(1, epochs + 1):
        proposal = theta - lr * (2 / len(y)) * (A.T @ (A @ theta - y))
        losses[k] = np.square(A @ proposal - y).mean()
        if not np.isfinite(losses[k]):
            losses = losses[:k]
            break
        theta = proposal
    return theta[0], theta[1], losses
