# loses: 7
# Only the first two are written.
def sgd(x, grad_fn, state, lr=0.01):
    x = np.asarray(x, dtype=float)
    return x - lr * grad_fn(x), state


def momentum(x, grad_fn, state, lr=0.01, m=0.9):
    x = np.asarray(x, dtype=float)
    v = m * state.get("v", 0) - lr * grad_fn(x)
    return x + v, {"v": v}
