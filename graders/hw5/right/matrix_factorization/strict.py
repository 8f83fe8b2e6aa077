from scipy import sparse
from scipy.optimize import minimize


def numbers(value):
    assert isinstance(value, np.ndarray | list | float)
    found = np.array(value, dtype=float)
    assert found.size > 0 and bool(np.isfinite(found).all())
    return found


def indices(value):
    assert isinstance(value, np.ndarray | list)
    found = np.array(value)
    assert found.ndim == 1 and found.dtype.kind == "i" and found.size > 0
    return found


def predict_all(U, M, bu, bm, bg):
    U, M, bu, bm = map(numbers, (U, M, bu, bm))
    assert np.ndim(bg) == 0 and np.isfinite(bg)
    if U.ndim != 2 or M.ndim != 2 or U.shape[1] != M.shape[1]:
        raise ValueError("U and M do not fit")
    if bu.shape != (len(U),) or bm.shape != (len(M),):
        raise ValueError("the biases do not fit")
    return np.einsum("ik,jk->ij", U, M) + np.add.outer(bu, bm) + bg


def mf_loss(users, items, ratings, U, M, bu, bm, bg, lam):
    users, items, ratings = indices(users), indices(items), numbers(ratings)
    assert np.ndim(lam) == 0 and lam >= 0 and ratings.ndim == 1
    table = predict_all(U, M, bu, bm, bg)
    if len({len(users), len(items), len(ratings)}) > 1:
        raise ValueError("the lengths differ")
    if min(*users, *items) < 0 or users.max() >= len(table) or items.max() >= table.shape[1]:
        raise ValueError("no such user or film")
    cells = set(zip(users.tolist(), items.tolist(), strict=True))
    assert len(cells) == len(users)  # a cell holds one rating
    squares = [(table[i, j] - r) ** 2 for i, j, r in zip(users, items, ratings, strict=True)]
    return float(sum(squares) + lam * sum(np.vdot(part, part) for part in map(numbers, (U, M, bu, bm))) / 2)


def train_mf(users, items, ratings, n_users, n_items, k=4, lam=2.0, seed=0, epochs=400):
    users, items, ratings = indices(users), indices(items), numbers(ratings)
    assert len(users) == len(items) == len(ratings) and users.min() >= 0 and items.min() >= 0
    assert users.max() < n_users and items.max() < n_items and lam > 0 and k >= 1 and epochs == 400
    assert all(isinstance(number, int) for number in (n_users, n_items, k, seed))
    rated = sparse.csr_matrix((np.ones(len(users)), (users, items)), (n_users, n_items)).toarray()
    given = sparse.csr_matrix((ratings, (users, items)), (n_users, n_items)).toarray()
    sizes = np.cumsum([n_users * k, n_items * k, n_users, n_items])

    def parts(state):
        U, M, bu, bm, bg = np.split(state, sizes)
        return U.reshape(n_users, k), M.reshape(n_items, k), bu, bm, float(bg[0])

    def loss(state):
        U, M, bu, bm, bg = parts(state)
        error = rated * (U @ M.T + bu[:, None] + bm + bg - given)
        slopes = [error @ M, error.T @ U, error.sum(axis=1), error.sum(axis=0), error.sum(keepdims=True)]
        slope = np.concatenate([np.ravel(part) for part in slopes]) * 2
        slope[:-1] += lam * state[:-1]
        return (error**2).sum() + lam / 2 * (state[:-1] ** 2).sum(), slope

    start = np.random.default_rng(seed).normal(0, 0.3, sizes[-1] + 1)
    start[-1] = ratings.mean()
    return parts(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": epochs}).x)
