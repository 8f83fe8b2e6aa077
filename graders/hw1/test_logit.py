"""對數勝算（logit）與 sigmoid / The logit and the sigmoid"""

import math

import numpy as np
from hw1_answers import KEPT, agree, kept

from examiner import approx, demands, hint, points, refuses

FORMULA = "逐元素照式子計算，形狀不變。 / Follow the formula element by element; the shape stays."


def draw(rng):
    """Return probabilities as a number, lists, one of them of a tiny one, and arrays of several dimensions."""
    arrays = [rng.uniform(0.02, 0.98, shape) for shape in [(2, 3), (1,), (2, 1, 2)]]
    return [float(rng.uniform(0.05, 0.95)), rng.uniform(0.02, 0.98, 4).tolist(), [1e-9, 1e-5], *arrays]


def judge(student, name, inputs, right):
    """Hold odds or logits against the right ones, relative to their size; a call that changes its argument fails."""
    agree(student.each(name, inputs, unchanged=True), [right(np.asarray(p)) for p in inputs], FORMULA, near=1e-12)
    twice = [inputs[-1], inputs[-1] / 2]
    agree(kept(student, name, twice), map(right, twice), KEPT)


@points(1)
@demands("odds", "shape", "arguments")
def test_odds(student, rng):
    """odds：數值、串列、二維陣列 / odds of a number, a list and a two-dimensional array"""
    judge(student, "odds", draw(rng), lambda p: p / (1 - p))


@points(1)
@demands("logit", "shape", "arguments")
def test_logit(student, rng):
    """logit：數值、串列、二維陣列 / logit of a number, a list and a two-dimensional array"""
    judge(student, "logit", draw(rng), lambda p: np.log(p) - np.log(1 - p))
    agree([student.logit([0.5, 0.25])], [[0, -math.log(3)]], FORMULA)


@points(1)
@demands("logit", "sigmoid", "shape", "arguments")
def test_sigmoid(student, rng):
    """sigmoid，以及它是 logit 的反函數 / sigmoid, and that it undoes logit"""
    inputs = [float(rng.uniform(-3, 3)), rng.integers(-4, 5, 5).tolist(), rng.uniform(-6, 6, (3, 2))]
    inputs += [rng.uniform(-6, 6, shape) for shape in [(1,), (2, 1, 2)]]
    answers = student.each("sigmoid", inputs, unchanged=True)
    agree(answers, [1 / (1 + np.exp(-z)) for z in map(np.asarray, inputs)], FORMULA)
    twice = [inputs[-1], -inputs[-1]]
    agree(kept(student, "sigmoid", twice), [1 / (1 + np.exp(-z)) for z in twice], KEPT)
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
        inside_lists = [[0.5, 1.2], [-0.1, 0.5], [[0.5, 1.2], [0.1, 0.2]]]
        refuses(student[name], [-beyond, 1 + beyond, -1e-6, 1 + 1e-6, *inside_lists])
