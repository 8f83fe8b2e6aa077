"""七種最佳化器 / Seven optimizers"""

from inspect import signature

import numpy as np
import pytest
from hw1_answers import signed

from examiner import approx, array, demands, hint, points, unpack

# One step of each rule: (x, gradient function, memory, hyperparameters) -> new x; the memory is changed in place.


def sgd(x, gradient, memory, lr=0.01):
    return x - lr * gradient(x)


def momentum(x, gradient, memory, lr=0.01, m=0.9):
    memory["v"] = m * memory.get("v", 0) - lr * gradient(x)
    return x + memory["v"]


def nesterov(x, gradient, memory, lr=0.01, m=0.9):
    v = memory.get("v", 0 * x)
    memory["v"] = m * v - lr * gradient(x + m * v)
    return x + memory["v"]


def adagrad(x, gradient, memory, lr=0.01, eps=1e-8):
    g = gradient(x)
    memory["h"] = memory.get("h", 0) + g * g
    return x - lr * g / (memory["h"] ** 0.5 + eps)


def rmsprop(x, gradient, memory, lr=0.001, gamma=0.9, eps=1e-8):
    g = gradient(x)
    memory["h"] = gamma * memory.get("h", 0) + (1 - gamma) * g * g
    return x - lr * g / (memory["h"] ** 0.5 + eps)


def adadelta(x, gradient, memory, rho=0.95, eps=1e-6):
    g = gradient(x)
    memory["s"] = rho * memory.get("s", 0) + (1 - rho) * g * g
    change = -(((memory.get("u", 0) + eps) / (memory["s"] + eps)) ** 0.5) * g
    memory["u"] = rho * memory.get("u", 0) + (1 - rho) * change**2
    return x + change


def adam(x, gradient, memory, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    g = gradient(x)
    t = memory["t"] = memory.get("t", 0) + 1
    memory["v"] = beta1 * memory.get("v", 0) + (1 - beta1) * g
    memory["h"] = beta2 * memory.get("h", 0) + (1 - beta2) * g * g
    return x - lr * (memory["v"] / (1 - beta1**t)) / ((memory["h"] / (1 - beta2**t)) ** 0.5 + eps)


RULES = {rule.__name__: rule for rule in (sgd, momentum, nesterov, adagrad, rmsprop, adadelta, adam)}
RANGES = {"lr": (0.02, 0.2), "m": (0.5, 0.95), "gamma": (0.7, 0.95), "rho": (0.7, 0.95), "eps": (0.005, 0.1)}
RANGES |= {"beta1": (0.7, 0.95), "beta2": (0.9, 0.99)}
TINY = {"adagrad": 1e-7, "rmsprop": 1e-7, "adam": 1e-7, "adadelta": 1e-3}  # how flat it is where the default eps counts


def gradient_of(slopes, centre):
    """Return slopes(x - centre) as a function that takes nothing but an array of the shape of the centre."""
    return lambda x: slopes(array(x, centre.shape, name="the argument of grad_fn") - centre)


def one_step(step, x, gradient, state, **hyper):
    new, state = unpack(step(x, gradient, state, **hyper), ("x", "state"))
    return array(new, np.shape(x), name="the new x"), state


def path(step, x, gradient, steps):
    """Return the student's points after each step, passing the state back as it came."""
    state, found = {}, []
    for _ in range(steps):
        x, state = one_step(step, x, gradient, state)
        found.append(x)
    return np.array(found)


def turns(student, name, x, runs, steps):
    """Hold the points of some paths from x, (gradient, hyperparameters), against the rule; the paths take turns."""
    rule = RULES[name]
    at, states, right, memories = [x for _ in runs], [{} for _ in runs], [x for _ in runs], [{} for _ in runs]
    for _ in range(steps):
        for k, (gradient, hyper) in enumerate(runs):
            at[k], states[k] = one_step(student[name], at[k], gradient, states[k], **hyper)
            right[k] = rule(right[k], gradient, memories[k], **hyper)
            assert at[k] == approx(right[k], rel=1e-9, abs=1e-11), hint(
                "與公式不符：超參數的預設值與 eps 的位置照表，要記的都放進 state，用 64 位元浮點數。"
                " / This is not the rule: mind the defaults, where eps stands, the state, and 64-bit floats."
            )


@points(7)
@demands("pair", "rules", "shape", "gradient", "state")
@pytest.mark.parametrize("name", list(RULES))
def test_rule(student, rng, name):
    """更新規則與預設值；兩條路徑交錯前進 / The rule and its defaults; two paths take turns"""
    parameters = signature(RULES[name]).parameters
    centre, matrix = rng.uniform(-2, 2, 3), np.diag([0, *rng.uniform(1, 4, 2)])
    x = centre + signed(rng, 3)
    matrix[1, 2] = matrix[2, 1] = rng.uniform(0.3, 0.8)  # the first coordinate has no slope: its step is 0, never NaN
    steepness = TINY.get(name, 1)
    runs = [(gradient_of(lambda d: steepness * (matrix @ d), centre), {})]
    hyper = {key: float(rng.uniform(*RANGES[key])) for key in RANGES if key in parameters}
    turns(student, name, x, [*runs, (gradient_of(lambda d: matrix @ d, centre), hyper)], 6)


@points(1)
@demands("pair", "rules", "shape", "integers", "gradient", "state")
def test_any_shape(student, rng):
    """整數、串列、矩陣都可以當起點 / Integers, lists and matrices can be the start"""
    for name in RULES:
        scale, centre = rng.uniform(0.5, 2, (2, 3)), rng.uniform(-0.4, 0.4, (2, 3))
        start, gradient = rng.integers(2, 5, (2, 3)), gradient_of(lambda d, scale=scale: scale * d, centre)
        flat_gradient = gradient_of(lambda d, scale=scale: scale.ravel() * d, centre.ravel())
        flat = path(student[name], start.ravel() * 1.0, flat_gradient, 2)
        assert (flat[1] < flat[0]).all() and (flat[0] < start.ravel()).all(), hint("每一步都要往下走。 / Go downhill.")
        for form in (start, start.tolist()):
            assert path(student[name], form, gradient, 2).reshape(2, 6) == approx(flat, rel=1e-9), hint(
                "整數陣列會把小數捨去：先轉成浮點數。 / An integer array drops fractions: convert to float first."
            )


@points(1)
@demands("pair", "rules", "shape", "state", "arguments")
def test_arguments(student, rng):
    """傳進來的 x 不變，每步給新的陣列 / The x that came in stays as it was, and every step gives a new array"""
    starts, kernel = list(rng.uniform(1, 3, (2, 3))), student.library("builtins")
    sign = student.library("numpy").sign
    for name in RULES:
        alone = [one_step(student[name], start, sign, {})[0] for start in starts]
        # now both steps are taken in the kernel, before one of them is seen here
        steps = student.library("functools").partial(kernel.map, student[name], starts, [sign, sign], [{}, {}])
        for result, right in zip(unpack(kernel.list(steps()), 2), alone, strict=True):
            new, _ = one_step(lambda *_, result=result: result, right, None, {})
            assert new == approx(right, rel=1e-9), hint(
                "不要把結果寫進上次的陣列，也不要用全域變數。"
                " / Do not write the result into the array of an earlier one, and use no global variable."
            )
        assert np.array(steps.args[1]) == approx(np.array(starts)), hint(
            "不要改動傳進來的 x：用 x = x - …，不要用 x -= …。"
            " / Do not change the x that came in: x = x - … instead of x -= …."
        )
