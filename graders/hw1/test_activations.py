"""激勵函數 / Activation functions"""

import math

import numpy as np
import pytest
from hw1_answers import agree, signed

from examiner import approx, demands, hint, points, refuses, unpack

FUNCTIONS = {
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "softsign": lambda z: z / (1 + abs(z)),
    "relu": lambda z: np.maximum(z, 0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "softplus": lambda z: np.log(1 + np.exp(z)),
}
STEP = 1e-5  # central differences: their error, about STEP² and 1e-16 / STEP, is far below the tolerance


def right(name, z):
    """Return value and derivative at every element of z."""
    f, z = FUNCTIONS[name], np.asarray(z, dtype=float)
    return f(z), (f(z + STEP) - f(z - STEP)) / (2 * STEP)


def away_from_zero(rng, n):
    """Draw points on both sides of the kink of relu, none of them near it."""
    return np.concatenate([rng.uniform(0.05, 4, n), -rng.uniform(0.05, 4, n)])


def answer(student, name, z):
    return unpack(student.unchanged(student.activate, name, z), ("value", "derivative"))


@points(1.5)
@demands("pair", "value", "shape", "arguments")
@pytest.mark.parametrize("name", FUNCTIONS)
def test_value(student, rng, name):
    """函數值 / The values"""
    z = away_from_zero(rng, 5)
    advice = f"請檢查 {name} 的公式。 / Check the formula of {name}."
    assert answer(student, name, z)[0] == approx(right(name, z)[0], rel=1e-4, abs=1e-6), hint(advice)


@points(1.5)
@demands("pair", "derivative", "shape", "arguments")
@pytest.mark.parametrize("name", FUNCTIONS)
def test_derivative(student, rng, name):
    """導數，與有限差分比較 / The derivatives, against finite differences"""
    z = away_from_zero(rng, 5)
    advice = f"請檢查 {name} 的導數。 / Check the derivative of {name}."
    assert answer(student, name, z)[1] == approx(right(name, z)[1], rel=1e-4, abs=1e-6), hint(advice)


@points(1)
@demands("pair", "value", "derivative", "shape", "integers", "lists", "arguments")
def test_shapes_and_integers(student, rng):
    """數值、二維陣列與整數 / Numbers, two-dimensional arrays and integers"""
    calls = [(name, rng.permutation([-4, -3, -2, 1, 2, 3]).reshape(2, 3).tolist()) for name in FUNCTIONS]
    calls += [(name, z) for name in FUNCTIONS for z in (float(rng.uniform(-2, -0.5)), int(rng.choice([-2, 1])))]
    calls += [(name, signed(rng, shape)) for name in FUNCTIONS for shape in [(1,), (2, 1, 3)]]
    advice = "兩個結果的形狀都和 z 相同；整數先轉成浮點數。 / Both results have the shape of z; integers become floats."
    agree(student.each("activate", calls, unchanged=True), [right(*call) for call in calls], advice)


@points(1)
@demands("pair", "value", "derivative", "at-zero", "shape", "lists")
def test_at_zero(student):
    """z = 0 / z = 0"""
    halves = {"sigmoid": (0.5, 0.25), "softplus": (math.log(2), 0.5), "tanh": (0, 1), "softsign": (0, 1)}
    expected = {**halves, "relu": (0, 0), "leaky_relu": (0, 0.01)}
    advice = "導數在 z = 0 的值寫在說明裡。 / The text says what the derivatives are at z = 0."
    calls = [(name, [-1.0, 0.0, 1.0]) for name in expected]
    wanted = [np.insert(right(name, [-1.0, 1.0]), 1, pair, axis=1) for name, pair in expected.items()]
    agree(student.each("activate", calls), wanted, advice)


@points(1)
@demands("pair", "value", "derivative", "shape", "lists", "extremes")
def test_large_arguments(student):
    """z = ±1000 時正確而有限 / Correct and finite at z = ±1000"""
    expected = {
        "sigmoid": ([0, 1], [0, 0]),
        "tanh": ([-1, 1], [0, 0]),
        "softsign": ([-1000 / 1001, 1000 / 1001], [1 / 1001**2, 1 / 1001**2]),
        "relu": ([0, 1000], [0, 1]),
        "leaky_relu": ([-10, 1000], [0.01, 1]),
        "softplus": ([0, 1000], [0, 1]),
    }
    calls = [(name, [-1000.0, 1000.0]) for name in expected]
    advice = "e 的 1000 次方會溢位。 / e to the power 1000 overflows."
    agree(student.each("activate", calls), expected.values(), advice, near=1e-8)


@points(1)
@demands("pair", "value", "derivative", "shape", "arguments", "bad-name")
def test_unknown_name(student, rng):
    """沒有的名稱 ValueError / An unknown name raises ValueError"""
    z = away_from_zero(rng, 2)
    names = ("tanh", "relu")
    answers = student.each("activate", [(name, z) for name in names], unchanged=True)
    agree(answers, [right(name, z) for name in names], "有的名稱要算得出來。 / Names that exist must work.")
    refuses(student.activate, [(name, z) for name in ("sigmoyd", "leaky", "max", "elu", "softmax", "")])
