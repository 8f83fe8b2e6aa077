class Memory:
    """What an optimizer remembers: any object will do as the state."""

    def __init__(self):
        self.t, self.a, self.b = 0, 0.0, 0.0


def _memory(state):
    return state if isinstance(state, Memory) else Memory()


def sgd(x, grad_fn, state, lr=0.01):
    x = np.array(x, dtype=float)
    return x - lr * grad_fn(x), None


def momentum(x, grad_fn, state, lr=0.01, m=0.9):
    x, state = np.array(x, dtype=float), _memory(state)
    state.a = m * state.a - lr * grad_fn(x)
    return x + state.a, state


def nesterov(x, grad_fn, state, lr=0.01, m=0.9):
    x, state = np.array(x, dtype=float), _memory(state)
    state.a = m * state.a - lr * grad_fn(x + m * state.a)
    return x + state.a, state


def _adaptive(x, grad_fn, state, lr, eps, keep, take):
    x, state = np.array(x, dtype=float), _memory(state)
    g = grad_fn(x)
    state.a = keep * state.a + take * g**2
    return x - lr * g / (state.a**0.5 + eps), state


def adagrad(x, grad_fn, state, lr=0.01, eps=1e-8):
    return _adaptive(x, grad_fn, state, lr, eps, 1, 1)


def rmsprop(x, grad_fn, state, lr=0.001, gamma=0.9, eps=1e-8):
    return _adaptive(x, grad_fn, state, lr, eps, gamma, 1 - gamma)


def adadelta(x, grad_fn, state, rho=0.95, eps=1e-6):
    x, state = np.array(x, dtype=float), _memory(state)
    g = grad_fn(x)
    state.a = rho * state.a + (1 - rho) * g**2
    move = -((state.b + eps) ** 0.5) / (state.a + eps) ** 0.5 * g
    state.b = rho * state.b + (1 - rho) * move**2
    return x + move, state


def adam(x, grad_fn, state, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    x, state = np.array(x, dtype=float), _memory(state)
    g = grad_fn(x)
    state.t += 1
    state.a = beta1 * state.a + (1 - beta1) * g
    state.b = beta2 * state.b + (1 - beta2) * g**2
    fair_a, fair_b = state.a / (1 - beta1**state.t), state.b / (1 - beta2**state.t)
    return x - lr * fair_a / (fair_b**0.5 + eps), state
