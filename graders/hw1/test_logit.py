"""對數勝算（logit）與 sigmoid / The logit and the sigmoid"""

import math

import numpy as np
from hw1_answers import agree

from examiner import approx, demands, hint, points, refuses

FORMULA = "逐元素照式子計算，形狀不變。 / Follow the formula element by element; the shape stays."


def draw(rng):
    """Return probabilities as a number, a list and a two-dimensional array."""
    return [float(rng.uniform(0.05, 0.95)), rng.uniform(0.02, 0.98, 4).tolist(), rng.uniform(0.02, 0.98, (2, 3))]


@points(1)
@demands("odds", "shape")
def test_odds(student, rng):
    """odds：數值、串列、二維陣列 / odds of a number, a list and a two-dimensional array"""
    inputs = draw(rng)
    agree(student.each("odds", inputs), [p / (1 - p) for p in map(np.asarray, inputs)], FORMULA)


@points(1)
@demands("logit", "shape")
def test_logit(student, rng):
    """logit：數值、串列、二維陣列 / logit of a number, a list and a two-dimensional array"""
    inputs = [*draw(rng), [0.5, 0.25]]
    agree(student.each("logit", inputs), [np.log(p) - np.log(1 - p) for p in map(np.asarray, inputs)], FORMULA)


@points(1)
@demands("logit", "sigmoid", "shape", "arguments")
def test_sigmoid(student, rng):
    """sigmoid，以及它是 logit 的反函數 / sigmoid, and that it undoes logit"""
    inputs = [float(rng.uniform(-3, 3)), rng.integers(-4, 5, 5).tolist(), rng.uniform(-6, 6, (3, 2))]
    agree(student.each("sigmoid", inputs), [1 / (1 + np.exp(-z)) for z in map(np.asarray, inputs)], FORMULA)
    p = rng.uniform(0.02, 0.98, 6)
    back = student.unchanged(student.sigmoid, student.unchanged(student.logit, p))
    assert back == approx(p, rel=1e-4), hint("sigmoid(logit(p)) 應等於 p。 / sigmoid(logit(p)) should equal p.")


@points(1)
@demands("sigmoid", "shape", "extremes", "no-warning")
def test_sigmoid_extremes(student):
    """sigmoid(±1000) 有限且沒有警告 / sigmoid(±1000) is finite and gives no warning"""
    for z, expected in [([-1000.0, -50.0, 0.0, 50.0, 1000.0], [0, 0, 0.5, 1, 1]), (-1000, 0), (1000, 1)]:
        assert student.sigmoid(z) == approx(expected, abs=1e-6)
        loud = [message for category, message in student.warnings if "RuntimeWarning" in str(category)]
        assert not loud, hint(
            "出現了警告：先想想哪個次方會溢位，np.where 兩邊都會算。"
            " / There was a warning: which power overflows? np.where computes both sides."
        )


@points(1)
@demands("odds", "logit", "shape", "arguments", "limits", "bad-probability")
def test_limits_and_bad_probabilities(student, rng):
    """p = 0 與 1；超出範圍 ValueError / p = 0 and 1; ValueError outside of them"""
    p = float(rng.uniform(0.2, 0.8))
    advice = "p = 0 或 1 也要能算。 / p = 0 and 1 must work too."
    inputs = [[0, p, 1], 0, 1]
    odds, logits = [0, p / (1 - p), math.inf], [-math.inf, math.log(p / (1 - p)), math.inf]
    for name, right in (("odds", odds), ("logit", logits)):
        agree(student.each(name, inputs, unchanged=True), [right, right[0], right[2]], advice)
        beyond = float(rng.uniform(0.01, 1))
        refuses(student[name], [-beyond, 1 + beyond, [0.5, 1.2], [-0.1, 0.5]])
