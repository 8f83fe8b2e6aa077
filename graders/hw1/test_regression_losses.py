"""迴歸的損失函數 / Loss functions for regression"""

import math

import numpy as np
import pytest

from examiner import approx, array, hint, points, raises


def element_mean(term, y, p):
    """Return the mean of term(y, p) over all elements."""
    pairs = list(zip(np.ravel(y).tolist(), np.ravel(p).tolist(), strict=True))
    return sum(term(a, b) for a, b in pairs) / len(pairs)


def huber_term(delta):
    return lambda a, b: (a - b) ** 2 / 2 if abs(a - b) <= delta else delta * abs(a - b) - delta**2 / 2


def percent(a, b):
    return 100 * abs(a - b) / max(abs(a), 1e-7)


def symmetric_percent(a, b):
    return 200 * abs(a - b) / (abs(a) + abs(b)) if a or b else 0.0


def minus_cosine(u, v):
    return -sum(a * b for a, b in zip(u, v, strict=True)) / math.hypot(*u) / math.hypot(*v)


def numbers(rng, shape):
    """Return numbers of both signs, away from 0."""
    return rng.uniform(0.5, 4, shape) * rng.choice([-1, 1], shape)


def number(value):
    return array(value, (), name="the loss")


SHAPES = [(5,), (1,), (3, 4), (2, 3, 2)]


@points(2)
@pytest.mark.parametrize("name", ["mse", "mae"])
def test_squared_and_absolute_error(student, rng, name):
    """平方誤差與絕對誤差 / Squared and absolute error"""
    term = {"mse": lambda a, b: (a - b) ** 2, "mae": lambda a, b: abs(a - b)}[name]
    loss = getattr(student, name)
    for shape in SHAPES:
        y, p = numbers(rng, shape), numbers(rng, shape)
        assert number(student.unchanged(loss, y, p)) == approx(element_mean(term, y, p), rel=1e-5), hint(
            "對所有元素取平均。 / The mean is over all elements."
        )
        assert number(loss(y.tolist(), p.tolist())) == approx(element_mean(term, y, p), rel=1e-5)


@points(1)
def test_huber(student, rng):
    """Huber：delta 內二次，之外直線 / Huber: quadratic within delta, linear beyond"""
    for shape, delta in zip(SHAPES, rng.uniform(0.4, 3, len(SHAPES)).tolist(), strict=True):
        y = numbers(rng, shape)
        p = y + delta * rng.uniform(0.1, 3, shape) * rng.choice([-1, 1], shape)
        assert number(student.unchanged(student.huber, y, p, delta=delta)) == approx(
            element_mean(huber_term(delta), y, p), rel=1e-5
        ), hint("兩段在 delta 處要接得上。 / The two pieces must meet at delta.")
        assert number(student.huber(y, p)) == approx(element_mean(huber_term(1.0), y, p), rel=1e-5), hint(
            "delta 的預設值是 1。 / delta is 1 by default."
        )


@points(1)
def test_cosine_similarity(student, rng):
    """餘弦相似度採 Keras 的符號 / Cosine similarity with Keras' sign"""
    u, v = numbers(rng, 4), numbers(rng, 4)
    assert number(student.cosine_similarity(u.tolist(), v.tolist())) == approx(minus_cosine(u, v), rel=1e-5, abs=1e-5)
    assert number(student.cosine_similarity(u, 2.5 * u)) == approx(-1, rel=1e-5), hint(
        "同方向是 -1。 / The same direction is -1."
    )
    short = number(student.cosine_similarity(0.05 * u, 0.1 * v))
    assert short == approx(minus_cosine(u, v), rel=1e-5, abs=1e-5), hint(
        "只看方向，長度不影響結果。 / Only the direction counts, not the length."
    )
    u, v = numbers(rng, (5, 3)), numbers(rng, (5, 3))
    expected = sum(minus_cosine(a, b) for a, b in zip(u, v, strict=True)) / 5
    assert number(student.unchanged(student.cosine_similarity, u, v)) == approx(expected, rel=1e-5, abs=1e-5), hint(
        "每列各算一個值，再取平均。 / One value for every row, then the mean."
    )


@points(1)
def test_mape(student, rng):
    """平均絕對百分比誤差 / Mean absolute percentage error"""
    for shape in SHAPES:
        y, p = numbers(rng, shape), numbers(rng, shape)
        assert number(student.unchanged(student.mape, y, p)) == approx(element_mean(percent, y, p), rel=1e-5), hint(
            "單位是百分比，分母是真值的絕對值。 / In percent, relative to the absolute true value."
        )


@points(1)
def test_smape(student, rng):
    """對稱平均絕對百分比誤差 / Symmetric mean absolute percentage error"""
    for shape in SHAPES:
        y, p = numbers(rng, shape), numbers(rng, shape)
        assert number(student.unchanged(student.smape, y, p)) == approx(
            element_mean(symmetric_percent, y, p), rel=1e-5
        ), hint(
            "範圍是 0 到 200；分母是兩個絕對值的和。"
            " / It runs from 0 to 200, relative to the sum of the two absolute values."
        )


@points(1)
def test_zeros(student, rng):
    """分母為 0 的情形 / Where a denominator is 0"""
    y, p = numbers(rng, 4), numbers(rng, 4)
    y[[1, 3]], p[3] = 0, 0
    assert number(student.unchanged(student.smape, y, p)) == approx(element_mean(symmetric_percent, y, p), rel=1e-5), (
        hint("smape 中兩者皆 0 的項是 0。 / A term of smape is 0 where both are 0.")
    )
    assert number(student.unchanged(student.mape, y, p)) == approx(element_mean(percent, y, p), rel=1e-5), hint(
        "mape 的分母至少是 1e-7。 / The denominator of mape is at least 1e-7."
    )
    u, v = numbers(rng, (2, 3)), numbers(rng, (2, 3))
    u[1] = 0
    assert number(student.unchanged(student.cosine_similarity, u, v)) == approx(
        minus_cosine(u[0], v[0]) / 2, rel=1e-5, abs=1e-5
    ), hint("長度為 0 的向量，值是 0。 / The value of a vector of length 0 is 0.")


@points(1)
def test_unequal_shapes(student, rng):
    """形狀不同時 ValueError / Unequal shapes raise ValueError"""
    y, p = numbers(rng, 3), numbers(rng, 3)
    for name in ("mse", "mae", "huber", "cosine_similarity", "mape", "smape"):
        loss = getattr(student, name)
        assert math.isfinite(number(loss(y, p)))
        for bad in (p.reshape(3, 1), p[:1], p[:2]):
            with raises(ValueError):
                loss(y, bad)
