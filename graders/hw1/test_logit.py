"""對數勝算（logit）與 sigmoid / The logit and the sigmoid"""

import math

import numpy as np

from examiner import approx, array, hint, points, raises


def draw(rng):
    """Return probabilities as a number, a list and a two-dimensional array."""
    return float(rng.uniform(0.05, 0.95)), rng.uniform(0.02, 0.98, 4).tolist(), rng.uniform(0.02, 0.98, (2, 3))


def each(function, values):
    """Apply a function of one number to every element."""
    return np.vectorize(function, otypes=[float])(values)


def agree(student_function, function, values, *, rel=1e-4):
    answer = array(student_function(values), np.shape(values))
    assert answer == approx(each(function, values), rel=rel, abs=1e-6)


@points(1)
def test_odds(student, rng):
    """odds：數值、串列、二維陣列 / odds of a number, a list and a two-dimensional array"""
    for p in draw(rng):
        agree(student.odds, lambda a: a / (1 - a), p)


@points(1)
def test_logit(student, rng):
    """logit：數值、串列、二維陣列 / logit of a number, a list and a two-dimensional array"""
    for p in (*draw(rng), [0.5, 0.25]):
        agree(student.logit, lambda a: math.log(a) - math.log(1 - a), p)


@points(1)
def test_sigmoid(student, rng):
    """sigmoid，以及它是 logit 的反函數 / sigmoid, and that it undoes logit"""
    for z in (float(rng.uniform(-3, 3)), rng.integers(-4, 5, 5).tolist(), rng.uniform(-6, 6, (3, 2))):
        agree(student.sigmoid, lambda a: 1 / (1 + math.exp(-a)), z)
    p = rng.uniform(0.02, 0.98, 6)
    there = array(student.unchanged(student.logit, p), p.shape, name="logit(p)")
    assert array(student.unchanged(student.sigmoid, there), p.shape) == approx(p, rel=1e-4), hint(
        "sigmoid(logit(p)) 應等於 p。 / sigmoid(logit(p)) should equal p."
    )


@points(1)
def test_sigmoid_extremes(student):
    """sigmoid(±1000) 有限且沒有警告 / sigmoid(±1000) is finite and gives no warning"""
    for z, expected in [
        ([-1000.0, -50.0, 0.0, 50.0, 1000.0], [0, 0, 0.5, 1, 1]),
        (-1000, 0),
        (1000, 1),
    ]:
        answer = array(student.sigmoid(z), np.shape(expected))
        loud = [message for category, message in student.warnings if "RuntimeWarning" in str(category)]
        assert answer == approx(expected, abs=1e-6)
        assert not loud, hint(
            "出現了警告：先想想哪個次方會溢位，np.where 兩邊都會算。"
            " / There was a warning: which power overflows? np.where computes both sides."
        )


@points(1)
def test_limits_and_bad_probabilities(student, rng):
    """p = 0 與 1；超出範圍 ValueError / p = 0 and 1; ValueError outside of them"""
    inside = float(rng.uniform(0.2, 0.8))
    odds = array(student.unchanged(student.odds, [0, inside, 1]), (3,), name="odds")
    assert odds == approx([0, inside / (1 - inside), math.inf], rel=1e-4)
    logits = array(student.logit([0, inside, 1]), (3,), name="logit")
    assert logits == approx([-math.inf, math.log(inside / (1 - inside)), math.inf], rel=1e-4, abs=1e-6)
    for p, expected_odds, expected_logit in [(0, 0, -math.inf), (1, math.inf, math.inf)]:
        assert array(student.odds(p), ()) == approx(expected_odds), hint(
            "p = 0 或 1 也要能算。 / p = 0 and 1 must work too."
        )
        assert array(student.logit(p), ()) == approx(expected_logit), hint(
            "p = 0 或 1 也要能算。 / p = 0 and 1 must work too."
        )
    for bad in (-float(rng.uniform(0.01, 1)), 1 + float(rng.uniform(0.01, 1)), [0.5, 1.2], [-0.1, 0.5]):
        with raises(ValueError):
            student.odds(bad)
        with raises(ValueError):
            student.logit(bad)
