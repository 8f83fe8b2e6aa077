# loses: >=1
# breaks: minimum
# Trains with lambda instead of lambda / 2: the minimum of another loss.
def predict_all(U, M, bu, bm, bg):
    """Return the predicted rating of every film by every user."""
    U, M, bu, bm = (np.asarray(part, dtype=float) for part in (U, M, bu, bm))
    if U.ndim != 2 or M.ndim != 2 or U.shape[1] != M.shape[1]:
        raise ValueError("U and M must be two-dimensional with the same k")
    if bu.shape != (len(U),) or bm.shape != (len(M),):
        raise ValueError("bu must be (n_users,) and bm (n_items,)")
    return U @ M.T + bu[:, None] + bm + bg


def mf_loss(users, items, ratings, U, M, bu, bm, bg, lam):
    """Return the sum of squared errors of the given ratings plus lam / 2 times the squared weights."""
    users, items, ratings = np.asarray(users), np.asarray(items), np.asarray(ratings, dtype=float)
    table = predict_all(U, M, bu, bm, bg)
    if not len(users) == len(items) == len(ratings):
        raise ValueError("users, items and ratings differ in length")
    for index, size in zip((users, items), table.shape):
        if (index < 0).any() or (index >= size).any():
            raise ValueError("index out of range")
    squares = sum((np.asarray(part, dtype=float) ** 2).sum() for part in (U, M, bu, bm))
    return float(((table[users, items] - ratings) ** 2).sum() + lam / 2 * squares)


def train_mf(users, items, ratings, n_users, n_items, k=4, lam=2.0, seed=0, epochs=20):
    """Return parameters that make ``mf_loss`` small (alternating least squares)."""
    users, items, ratings = np.asarray(users), np.asarray(items), np.asarray(ratings, dtype=float)
    rng = np.random.default_rng(seed)
    bg = ratings.mean()
    wu = np.zeros((n_users, k + 1))  # column 0 is the bias
    wm = rng.normal(0, 0.3, (n_items, k + 1))
    wm[:, 0] = 0
    penalty = lam * np.eye(k + 1)

    def half_round(mine, others, solve_for, fixed):
        for i in range(len(solve_for)):
            rows = mine == i
            theirs = fixed[others[rows]]
            A = np.column_stack([np.ones(len(theirs)), theirs[:, 1:]])
            y = ratings[rows] - bg - theirs[:, 0]
            solve_for[i] = np.linalg.solve(A.T @ A + penalty, A.T @ y)

    for _ in range(epochs):
        half_round(users, items, wu, wm)
        half_round(items, users, wm, wu)
    return wu[:, 1:], wm[:, 1:], wu[:, 0], wm[:, 0], float(bg)
