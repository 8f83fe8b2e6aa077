def _start(x, grad_fn, state, **hyper):
    """Return x as floats and the slopes there, after a look at all that a step is given."""
    assert isinstance(x, np.ndarray | list), f"neither array nor list: {type(x)}"
    found = np.array(x)
    assert found.dtype.kind in "iuf" and found.size > 0 and np.isfinite(found).all(), "finite numbers"
    assert callable(grad_fn) and type(state) is dict, (grad_fn, type(state))
    for name, value in hyper.items():
        assert isinstance(value, float) and 0 < value < 1, f"{name} lies between 0 and 1, got {value!r}"
    return found.astype(float)


def _slope(x, grad_fn):
    g = grad_fn(x.copy())
    assert np.shape(g) == x.shape and np.isfinite(g).all(), f"a gradient has the shape {x.shape}, got {np.shape(g)}"
    return np.asarray(g, dtype=float)


def _kept(state, name, x):
    """Return what the steps before have kept, zeros at the first step."""
    assert not state or name in state, f"the state has been changed: {state}"
    kept = state.get(name, np.zeros(x.shape))
    assert kept.shape == x.shape, "the state belongs to another x"
    return kept


def sgd(x, grad_fn, state, lr=0.01):
    x = _start(x, grad_fn, state, lr=lr)
    return x - lr * _slope(x, grad_fn), {}


def momentum(x, grad_fn, state, lr=0.01, m=0.9):
    x = _start(x, grad_fn, state, lr=lr, m=m)
    v = m * _kept(state, "v", x) - lr * _slope(x, grad_fn)
    return x + v, {"v": v}


def nesterov(x, grad_fn, state, lr=0.01, m=0.9):
    x = _start(x, grad_fn, state, lr=lr, m=m)
    before = _kept(state, "v", x)
    v = m * before - lr * _slope(x + m * before, grad_fn)
    return x + v, {"v": v}


def adagrad(x, grad_fn, state, lr=0.01, eps=1e-8):
    x = _start(x, grad_fn, state, lr=lr, eps=eps)
    g = _slope(x, grad_fn)
    h = _kept(state, "h", x) + np.square(g)
    return x - np.divide(lr * g, np.sqrt(h) + eps), {"h": h}


def rmsprop(x, grad_fn, state, lr=0.001, gamma=0.9, eps=1e-8):
    x = _start(x, grad_fn, state, lr=lr, gamma=gamma, eps=eps)
    g = _slope(x, grad_fn)
    h = np.average([_kept(state, "h", x), np.square(g)], axis=0, weights=[gamma, 1 - gamma])
    return x - np.divide(lr * g, np.sqrt(h) + eps), {"h": h}


def adadelta(x, grad_fn, state, rho=0.95, eps=1e-6):
    x = _start(x, grad_fn, state, rho=rho, eps=eps)
    g, u = _slope(x, grad_fn), _kept(state, "u", x)
    s = rho * _kept(state, "s", x) + (1 - rho) * np.square(g)
    change = -np.sqrt(u + eps) / np.sqrt(s + eps) * g
    return x + change, {"s": s, "u": rho * u + (1 - rho) * np.square(change)}


def adam(x, grad_fn, state, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    x = _start(x, grad_fn, state, lr=lr, beta1=beta1, beta2=beta2, eps=eps)
    g, t = _slope(x, grad_fn), state.get("t", 0) + 1
    v = beta1 * _kept(state, "v", x) + (1 - beta1) * g
    h = beta2 * _kept(state, "h", x) + (1 - beta2) * np.square(g)
    root = np.sqrt(h / (1 - beta2**t))
    return x - lr / (1 - beta1**t) * v / (root + eps), {"t": t, "v": v, "h": h}
