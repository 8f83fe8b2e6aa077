import math


def _start(x, state, names):
    """Return x as floats and the remembered arrays, zeros at the first step."""
    x = np.array(x, dtype="float64")
    return (x, *(state.get(name, np.zeros(x.shape)) for name in names))


def sgd(x, grad_fn, state, lr=0.01):
    (x,) = _start(x, state, [])
    x -= lr * np.array(grad_fn(x))
    return [x, {}]


def momentum(x, grad_fn, state, lr=0.01, m=0.9):
    x, v = _start(x, state, ["v"])
    state["v"] = m * v - lr * grad_fn(x)
    return x + state["v"], state


def nesterov(x, grad_fn, state, lr=0.01, m=0.9):
    x, v = _start(x, state, ["v"])
    state["v"] = m * v - lr * grad_fn(x + m * v)
    return x + state["v"], state


def adagrad(x, grad_fn, state, lr=0.01, eps=1e-8):
    x, h = _start(x, state, ["h"])
    g = grad_fn(x)
    h = h + g * g
    return x - lr * g / (np.sqrt(h) + eps), dict(h=h)


def rmsprop(x, grad_fn, state, lr=0.001, gamma=0.9, eps=1e-8):
    x, h = _start(x, state, ["h"])
    g = grad_fn(x)
    h = gamma * h + (1 - gamma) * g * g
    return x - lr * g / (np.sqrt(h) + eps), dict(h=h)


def adadelta(x, grad_fn, state, rho=0.95, eps=1e-6):
    x, s, u = _start(x, state, ["s", "u"])
    g = grad_fn(x)
    s = rho * s + (1 - rho) * g * g
    step = np.sqrt((u + eps) / (s + eps)) * g
    u = rho * u + (1 - rho) * step * step
    return x - step, dict(s=s, u=u)


def adam(x, grad_fn, state, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    x, first, second = _start(x, state, ["first", "second"])
    t = state.get("t", 0) + 1
    g = grad_fn(x)
    first += (1 - beta1) * (g - first)
    second += (1 - beta2) * (g * g - second)
    up, down = first / (1 - math.pow(beta1, t)), np.sqrt(second / (1 - math.pow(beta2, t))) + eps
    return x - lr * up / down, dict(t=t, first=first, second=second)
