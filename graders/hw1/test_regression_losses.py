"""迴歸的損失函數 / Loss functions for regression"""

import math

import numpy as np
import pytest
from hw1_answers import agree, listed, signed

from examiner import args, demands, number, points, refuses

SHAPES = [(5,), (1,), (3, 4), (2, 3, 2)]


def huber(y, p, delta=1.0):
    e = np.abs(p - y)
    return np.mean(np.where(e <= delta, e**2 / 2, delta * e - delta**2 / 2))


def minus_cosine(u, v):
    """Return minus the cosine, of matrices the mean over their rows; a vector of length 0 counts as 0."""
    if np.ndim(u) > 1:
        return sum(map(minus_cosine, u, v)) / len(u)
    return -np.dot(u, v) / (math.hypot(*u) * math.hypot(*v) or 1)


RIGHT = {
    "mse": lambda y, p: np.mean(np.subtract(y, p) ** 2),
    "mae": lambda y, p: np.mean(np.abs(np.subtract(y, p))),
    "mape": lambda y, p: np.mean(100 * np.abs(np.subtract(y, p)) / np.maximum(np.abs(y), 1e-7)),
    "smape": lambda y, p: np.mean(200 * np.abs(np.subtract(y, p)) / np.maximum(np.abs(y) + np.abs(p), 1e-300)),
    "cosine_similarity": minus_cosine,
}


def agree_on(student, name, pairs, advice, near=1e-6):
    """Hold the losses of pairs against the right ones; a call that changes them fails."""
    expected = [RIGHT[name](*pair) for pair in pairs]
    agree(student.each(name, pairs, unchanged=True), expected, advice, rel=1e-5, near=near)


def draw(rng, *shapes):
    return [(signed(rng, shape), signed(rng, shape)) for shape in shapes]


def whole(rng):
    """Draw integers, as arrays and as lists; a pair of lists of fractions comes with them."""
    y, p = rng.permutation([1, -2, 3, 4]), rng.permutation([2, 2, -5, 7])
    return [(y, p), (y.tolist(), p.tolist()), ([0.5, 0.25], [0.75, 1.0])]


@points(2)
@demands("squared-absolute", "mean", "lists", "arguments")
@pytest.mark.parametrize("name", ["mse", "mae"])
def test_squared_and_absolute_error(student, rng, name):
    """平方誤差與絕對誤差 / Squared and absolute error"""
    pairs = draw(rng, *SHAPES)
    pairs += [*map(listed, draw(rng, *SHAPES)), *whole(rng)]
    agree_on(student, name, pairs, "對所有元素取平均。 / The mean is over all elements.")


@points(1)
@demands("huber", "mean", "lists", "arguments")
def test_huber(student, rng):
    """Huber：delta 內二次，之外直線 / Huber: quadratic within delta, linear beyond"""
    calls, expected = [], []
    for shape, delta in zip(SHAPES, rng.uniform(0.4, 3, len(SHAPES)).tolist(), strict=True):
        y = signed(rng, shape)
        p = y + delta * rng.uniform(0.1, 3, shape) * rng.choice([-1, 1], shape)
        calls += [args(y, p, delta=delta), args(y, p)]
        expected += [huber(y, p, delta), huber(y, p)]
    for pair in whole(rng):
        calls += [args(*pair, delta=2), args(*pair, delta=2.5)]
        expected += [huber(*map(np.asarray, pair), delta) for delta in (2, 2.5)]
    advice = "兩段在 delta 處要接得上；delta 的預設值是 1。 / The two pieces must meet at delta, which is 1 by default."
    agree(student.each("huber", calls, unchanged=True), expected, advice, rel=1e-5)


@points(1)
@demands("mean", "cosine", "lists", "arguments")
def test_cosine_similarity(student, rng):
    """餘弦相似度採 Keras 的符號 / Cosine similarity with Keras' sign"""
    (u, v), *matrices = draw(rng, 4, (5, 3), (1, 3), (2, 3, 2))
    pairs = [(u.tolist(), v.tolist()), (u, 2.5 * u), (1e-3 * u, 1e-3 * v), *matrices, *whole(rng)]
    advice = "同方向是 -1，不論長度；每列一個值，再平均。 / The same direction is -1, at any length; the mean of rows."
    agree_on(student, "cosine_similarity", pairs, advice, near=1e-5)


@points(1)
@demands("percent", "mean", "lists", "arguments")
def test_mape(student, rng):
    """平均絕對百分比誤差 / Mean absolute percentage error"""
    advice = "單位是百分比，分母是真值的絕對值。 / In percent, relative to the absolute true value."
    agree_on(student, "mape", [*draw(rng, *SHAPES), *whole(rng)], advice)


@points(1)
@demands("percent", "mean", "lists", "arguments")
def test_smape(student, rng):
    """對稱平均絕對百分比誤差 / Symmetric mean absolute percentage error"""
    advice = "範圍是 0 到 200；分母是兩個絕對值的和。 / From 0 to 200, relative to the sum of both absolute values."
    tiny = np.array([1e-9, 0.5, -2e-9]), np.array([3e-9, 0.5, 2e-9])  # only where both are 0 the denominator is
    near = signed(rng, 5)
    agree_on(student, "smape", [*draw(rng, *SHAPES), *whole(rng), tiny, (near, 1.1 * near)], advice)


@points(1)
@demands("percent", "mean", "cosine", "zeros", "arguments")
def test_zeros(student, rng):
    """分母為 0 的情形 / Where a denominator is 0"""
    (y, p), (u, v) = draw(rng, 4, (2, 3))
    y[[1, 3]], p[3], u[1] = 0, 0, 0
    agree_on(student, "smape", [(y, p)], "smape 中兩者皆 0 的項是 0。 / A term of smape is 0 where both are 0.")
    small = np.array([1e-6, -3e-7, 5e-8, 2.0]), np.array([2e-6, 1e-7, 0.0, 1.0])
    agree_on(student, "mape", [(y, p), small], "mape 的分母至少是 1e-7。 / The denominator of mape is at least 1e-7.")
    advice = "長度為 0 的向量，值是 0。 / The value of a vector of length 0 is 0."
    agree_on(student, "cosine_similarity", [(u, v)], advice, near=1e-5)


@points(1)
@demands("mean", "bad-shape")
def test_unequal_shapes(student, rng):
    """形狀不同時 ValueError / Unequal shapes raise ValueError"""
    ((y, p),) = draw(rng, 3)
    for name in (*RIGHT, "huber"):
        assert math.isfinite(number(student[name](y, p)))
        refuses(student[name], [(y, bad) for bad in (p.reshape(3, 1), p[:1], p[:2])])
