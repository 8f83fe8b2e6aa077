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


def bowl_gradient(scale, centre):
    """Return the gradient of the sum of scale * (x - centre)² / 2; it takes nothing but an array of its own shape."""
    return lambda x: scale * (array(x, np.shape(scale), name="the argument of grad_fn") - centre)


def one_step(step, x, gradient, state, **hyper):
    new, state = unpack(step(x, gradient, state, **hyper), ("x", "state"))
    return array(new, np.shape(x), name="the new x"), state


def path(step, x, gradient, steps, **hyper):
    """Return the student's points after each step, passing the state back as it came."""
    state, found = {}, []
    for _ in range(steps):
        x, state = one_step(step, x, gradient, state, **hyper)
        found.append(x)
    return np.array(found)


@points(7)
@demands("pair", "rules", "shape", "gradient", "state")
@pytest.mark.parametrize("name", list(RULES))
def test_rule(student, rng, name):
    """更新規則與預設值 / The rule and its defaults"""
    rule = RULES[name]
    ranges = {key: RANGES[key] for key in RANGES if key in signature(rule).parameters}
    scale, centre = rng.uniform(0.5, 4, 3), rng.uniform(-2, 2, 3)
    x = centre + signed(rng, 3)
    x[0] = centre[0]  # a coordinate without slope: its step is 0, never NaN
    gradient = bowl_gradient(scale, centre)
    for hyper in ({}, {key: float(rng.uniform(*bounds)) for key, bounds in ranges.items()}):
        memory, expected, at = {}, [], x
        for _ in range(6):
            at = rule(at, gradient, memory, **hyper)
            expected.append(at)
        assert path(student[name], x, gradient, 6, **hyper) == approx(expected, rel=1e-6, abs=1e-8), hint(
            "走 6 步後與公式不符；超參數的預設值與 eps 的位置要照表。"
            " / Six steps differ from the rule; mind the defaults, and where eps stands in the table."
        )


@points(1)
@demands("pair", "rules", "shape", "integers", "gradient", "state")
def test_any_shape(student, rng):
    """整數、串列、矩陣都可以當起點 / Integers, lists and matrices can be the start"""
    for name, hyper in (("momentum", {}), ("adagrad", {"lr": 0.1}), ("adam", {"lr": 0.1})):
        scale, centre = rng.uniform(0.5, 2, (2, 3)), rng.uniform(-0.4, 0.4, (2, 3))
        start, gradient = rng.integers(2, 5, (2, 3)), bowl_gradient(scale, centre)
        flat = path(student[name], start.ravel() * 1.0, bowl_gradient(scale.ravel(), centre.ravel()), 3, **hyper)
        assert (flat[-1] < flat[0]).all() and (flat[0] < start.ravel()).all(), hint("每一步都要往下走。 / Go downhill.")
        for form in (start, start.tolist()):
            assert path(student[name], form, gradient, 3, **hyper).reshape(3, 6) == approx(flat), hint(
                "整數陣列會把小數捨去：先轉成浮點數。 / An integer array drops fractions: convert to float first."
            )


@points(1)
@demands("pair", "rules", "shape", "gradient", "state", "arguments")
def test_state(student, rng):
    """記憶只在 state 裡，傳進來的 x 不變 / All memory is in the state, and the x that came in stays as it was"""
    for name in ("momentum", "adam"):
        gradient = bowl_gradient(rng.uniform(0.5, 2, 2), np.zeros(2))
        starts = rng.uniform(1, 3, (2, 2))
        alone = [path(student[name], start, gradient, 4, lr=0.05) for start in starts]
        at, states = list(starts), [{}, {}]
        for i in range(4):
            for k in (0, 1):
                at[k], states[k] = one_step(student[name], at[k], gradient, states[k], lr=0.05)
                assert at[k] == approx(alone[k][i]), hint(
                    "兩條路徑交錯前進時互相干擾。 / Two paths that take turns disturb each other."
                )
    slope = rng.uniform(0.5, 2, 2)
    found = path(student.momentum, np.zeros(2), lambda x: slope, 3, lr=0.1, m=0.5)
    assert found == approx(np.outer([-0.1, -0.25, -0.425], slope)), hint(
        "速度要經由 state 傳到下一步。 / The velocity must reach the next step through the state."
    )
    start = rng.uniform(1, 3, 3)
    for name in RULES:  # the call stands in the kernel, for the state that goes in may change, and x may not
        call = student.library("functools").partial(student[name], start, student.library("numpy").sign, {})
        one_step(lambda *_, call=call: call(), start, None, {})
        assert call.args[0] == approx(start), hint(
            "不要改動傳進來的 x：用 x = x - …，不要用 x -= …。"
            " / Do not change the x that came in: x = x - … instead of x -= …."
        )
