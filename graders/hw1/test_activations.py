"""激勵函數 / Activation functions"""

import math

import numpy as np
import pytest

from examiner import approx, array, hint, points, raises

PLAIN = {
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "tanh": math.tanh,
    "softsign": lambda z: z / (1 + abs(z)),
    "relu": lambda z: z if z > 0 else 0.0,
    "leaky_relu": lambda z: z if z > 0 else 0.01 * z,
    "softplus": lambda z: math.log(1 + math.exp(z)),
}
STEP = 1e-5  # central differences: their error, about STEP² and 1e-16 / STEP, is far below the tolerance


def values(name, z):
    return [PLAIN[name](float(a)) for a in z]


def slopes(name, z):
    return [(PLAIN[name](a + STEP) - PLAIN[name](a - STEP)) / (2 * STEP) for a in map(float, z)]


def pair(answer, shape):
    """Return (value, derivative) as arrays of that shape, or fail the check."""
    if isinstance(answer, np.ndarray) and answer.ndim:
        answer = list(answer)
    assert isinstance(answer, tuple | list) and len(answer) == 2, hint(
        "請回傳 (value, derivative) 兩個結果。 / Return two results, (value, derivative)."
    )
    return array(answer[0], shape, name="value"), array(answer[1], shape, name="derivative")


def away_from_zero(rng, n):
    """Draw points on both sides of the kink of relu, none of them near it."""
    return np.concatenate([rng.uniform(0.05, 4, n), -rng.uniform(0.05, 4, n)])


@points(1.5)
@pytest.mark.parametrize("name", PLAIN)
def test_value(student, rng, name):
    """函數值 / The values"""
    z = away_from_zero(rng, 5)
    value, _ = pair(student.unchanged(student.activate, name, z), z.shape)
    assert value == approx(values(name, z), rel=1e-4, abs=1e-6), hint(
        f"請檢查 {name} 的公式。 / Check the formula of {name}."
    )


@points(1.5)
@pytest.mark.parametrize("name", PLAIN)
def test_derivative(student, rng, name):
    """導數，與有限差分比較 / The derivatives, against finite differences"""
    z = away_from_zero(rng, 5)
    _, derivative = pair(student.unchanged(student.activate, name, z), z.shape)
    assert derivative == approx(slopes(name, z), rel=1e-4, abs=1e-6), hint(
        f"請檢查 {name} 的導數。 / Check the derivative of {name}."
    )


@points(1)
def test_shapes_and_integers(student, rng):
    """數值、二維陣列與整數 / Numbers, two-dimensional arrays and integers"""
    for name in PLAIN:
        z = rng.permutation([-4, -3, -2, 1, 2, 3])
        value, derivative = pair(student.activate(name, z.reshape(2, 3).tolist()), (2, 3))
        assert value == approx(np.reshape(values(name, z), (2, 3)), rel=1e-4, abs=1e-6), hint(
            "整數要先轉成浮點數。 / Turn integers into floats first."
        )
        assert derivative == approx(np.reshape(slopes(name, z), (2, 3)), rel=1e-4, abs=1e-6)
        number = float(rng.uniform(-2, -0.5))
        value, derivative = pair(student.activate(name, number), ())
        assert value == approx(values(name, [number])[0], rel=1e-4, abs=1e-6)
        assert derivative == approx(slopes(name, [number])[0], rel=1e-4, abs=1e-6)


@points(1)
def test_at_zero(student):
    """z = 0 / z = 0"""
    expected = {
        "sigmoid": (0.5, 0.25),
        "tanh": (0, 1),
        "softsign": (0, 1),
        "relu": (0, 0),
        "leaky_relu": (0, 0.01),
        "softplus": (math.log(2), 0.5),
    }
    for name, (value, derivative) in expected.items():
        answer = pair(student.activate(name, [-1.0, 0.0, 1.0]), (3,))
        assert answer[0][1] == approx(value, rel=1e-4, abs=1e-6)
        assert answer[1][1] == approx(derivative, rel=1e-4, abs=1e-6), hint(
            "說明寫明了 z = 0 時 relu 與 leaky_relu 的導數。"
            " / The text says what the derivatives of relu and leaky_relu are at z = 0."
        )


@points(1)
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
    for name, (value, derivative) in expected.items():
        answer = pair(student.activate(name, [-1000.0, 1000.0]), (2,))
        assert answer[0] == approx(value, rel=1e-5, abs=1e-6), hint(
            "e 的 1000 次方會溢位。 / e to the power 1000 overflows."
        )
        assert answer[1] == approx(derivative, rel=1e-4, abs=1e-8), hint(
            "e 的 1000 次方會溢位。 / e to the power 1000 overflows."
        )


@points(1)
def test_unknown_name(student, rng):
    """沒有的名稱 ValueError / An unknown name raises ValueError"""
    z = away_from_zero(rng, 2)
    for name in ("tanh", "relu"):
        value, _ = pair(student.unchanged(student.activate, name, z), z.shape)
        assert value == approx(values(name, z), rel=1e-4, abs=1e-6)
    for name in ("sigmoyd", "leaky", "max", ""):
        with raises(ValueError):
            student.activate(name, z)
