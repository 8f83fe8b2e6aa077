# loses: 1
# breaks: rules
# SGD moves one coordinate after the other, and asks for the slope anew where it has got to.
def sgd(x, grad_fn, state, lr=0.01):
    x = np.array(x, dtype=float)
    for place in np.ndindex(x.shape):
        x[place] -= lr * grad_fn(x)[place]
    return x, state


def momentum(x, grad_fn, state, lr=0.01, m=0.9):
    x = np.asarray(x, dtype=float)
    v = m * state.get("v", 0.0) - lr * grad_fn(x)
    return x + v, {"v": v}


def nesterov(x, grad_fn, state, lr=0.01, m=0.9):
    x = np.asarray(x, dtype=float)
    carried = m * state.get("v", np.zeros_like(x))
    v = carried - lr * grad_fn(x + carried)
    return x + v, {"v": v}


def adagrad(x, grad_fn, state, lr=0.01, eps=1e-8):
    x = np.asarray(x, dtype=float)
    g = grad_fn(x)
    h = state.get("h", 0.0) + g**2
    return x - lr * g / (np.sqrt(h) + eps), {"h": h}


def rmsprop(x, grad_fn, state, lr=0.001, gamma=0.9, eps=1e-8):
    x = np.asarray(x, dtype=float)
    g = grad_fn(x)
    h = gamma * state.get("h", 0.0) + (1 - gamma) * g**2
    return x - lr * g / (np.sqrt(h) + eps), {"h": h}


def adadelta(x, grad_fn, state, rho=0.95, eps=1e-6):
    x = np.asarray(x, dtype=float)
    g = grad_fn(x)
    s = rho * state.get("s", 0.0) + (1 - rho) * g**2
    u = state.get("u", 0.0)
    delta = -np.sqrt(u + eps) / np.sqrt(s + eps) * g
    return x + delta, {"s": s, "u": rho * u + (1 - rho) * delta**2}


def adam(x, grad_fn, state, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    x = np.asarray(x, dtype=float)
    g = grad_fn(x)
    t = state.get("t", 0) + 1
    v = beta1 * state.get("v", 0.0) + (1 - beta1) * g
    h = beta2 * state.get("h", 0.0) + (1 - beta2) * g**2
    v_hat, h_hat = v / (1 - beta1**t), h / (1 - beta2**t)
    return x - lr * v_hat / (np.sqrt(h_hat) + eps), {"t": t, "v": v, "h": h}
