"""凸函數與鞍點 / Convex functions and saddle points"""

import math

import numpy as np
from hw1_answers import agree_exactly

from examiner import args, array, demands, number, points, refuses


def numeric(f):
    """Return f as a function of a number (or an array) that refuses anything else."""
    return lambda x: f(array(x, name="the argument of f"))


def one_number(f):
    return lambda x: f(number(x, "the argument of f"))


def hessian(rng, eigenvalues):
    """Return a symmetric matrix with these eigenvalues, not diagonal if it is larger than 1 by 1."""
    n = len(eigenvalues)
    q, _ = np.linalg.qr(rng.normal(size=(n, n)))
    h = q @ np.diag(eigenvalues) @ q.T
    return (h + h.T) / 2


@points(1)
@demands("bool", "secants", "points", "tolerance")
def test_convex_or_not(student, rng):
    """凸與不凸的函數 / Functions that are convex and that are not"""
    a, c = rng.uniform(0.5, 2, 2).tolist()
    cases = [
        (lambda x: x**4 - 3 * x**2, -2.0, 2.0, 25, False),
        (lambda x: x**4 - 3 * x**2, 1.0, 2.0, 25, True),
        (lambda x: a * (x - c) ** 2 - 3 * x, -3.0, 2.0, 25, True),
        (lambda x: a * (x - c) ** 3, c - 2, c + 2, 25, False),
        (lambda x: a * (x - c) ** 3, c, c + 2, 25, True),
        (lambda x: np.abs(x - c) + a * x**2, -2.0, 2.0, 25, True),
    ]
    for n in (3, 25):  # three grid points have one secant, from first to last
        cases += [(lambda x, bend=bend: bend * (x - c) ** 2, -3.0, 2.0, n, bend > 0) for bend in (a, -a)]
    answers = student.each("is_convex_on", [args(numeric(f), *ends, n=n) for f, *ends, n, _ in cases])
    advice = "割線要連接許多對點，不只兩端。 / Draw secants between many pairs of points, not only between the ends."
    agree_exactly(answers, [expected for *_, expected in cases], advice)


@points(1)
@demands("bool", "secants", "points", "one-number")
def test_small_dent(student, rng):
    """一小段不凸也要發現；f 一次只收一個數 / A small dent is found as well; f takes one number at a time"""
    c = float(rng.uniform(-2, 2))
    dent = one_number(lambda x: x**2 + 0.1 * math.exp(-(((x - c) / 0.1) ** 2)))
    calls = [args(dent, -3.0, 3.0, n=120), args(dent, -5.0, 5.0), args(one_number(lambda x: x**2), -3.0, 3.0, n=30)]
    advice = "把 n 個格點都檢查過；n 的預設值是 200。 / Test all of the n grid points; n is 200 by default."
    agree_exactly(student.each("is_convex_on", calls), [False, False, True], advice)


@points(1)
@demands("bool", "secants", "tolerance")
def test_straight_lines(student, rng):
    """直線和常數是凸的，稍微下彎就不是 / Straight lines and constants are convex, slight bends downward are not"""
    a, b = rng.uniform(0.1, 3, 2).tolist()
    c = float(rng.uniform(2e-8, 1e-7))  # between neighbours the bend hides below the tolerance, over the interval not
    cases = [
        (lambda x: a * x + b, True),
        (lambda x: -1e4 * a * x + b, True),
        (lambda x: 0 * x + b, True),
        (lambda x: a * x - 0.01 * x**2, False),
        (lambda x: -c * x**2, False),
    ]
    answers = student.each("is_convex_on", [args(numeric(f), -1.0, 3.0, n=60) for f, _ in cases])
    advice = (
        "不等式含等號，並容許捨入誤差；割線要夠長。 / Equality counts, with room for rounding; secants can be long."
    )
    agree_exactly(answers, [expected for _, expected in cases], advice)


def agree_on_kinds(student, matrices, expected, advice):
    agree_exactly(student.each("classify_stationary_point", matrices), expected, advice)


@points(1)
@demands("eigenvalues")
def test_stationary_points(student, rng):
    """極小、極大、鞍點 / Minimum, maximum, saddle"""
    advice = "看特徵值，不是對角線。 / Look at the eigenvalues, not at the diagonal."
    agree_on_kinds(student, [[[2, 0], [0, -2]], [[1, 3], [3, 1]]], ["saddle", "saddle"], advice)
    spectra, expected = [], []
    for n in (1, 2, 3, 5):
        size = rng.uniform(0.3, 3, n)
        spectra += [size, -size, size * np.where(np.arange(n) < n // 2, -1, 1)]
        expected += ["minimum", "maximum", "saddle" if n > 1 else "minimum"]
    advice = "任何大小的海森矩陣都要能判斷。 / A Hessian of any size must work."
    agree_on_kinds(student, [hessian(rng, spectrum) for spectrum in spectra], expected, advice)


@points(1)
@demands("eigenvalues", "zero")
def test_zero_eigenvalues(student, rng):
    """特徵值有 0 / Eigenvalues of 0"""
    a, b = rng.uniform(0.5, 3, 2)
    cases = [
        ([a, 0], "inconclusive"),
        ([-a, 0, -b], "inconclusive"),
        ([0, a, b], "inconclusive"),
        ([a, 0, -b], "saddle"),
        ([a, b], "minimum"),
        ([1e-10 * a, 1e-10 * b], "minimum"),  # small, but not against each other
        ([1e6 * a, 1e-4 * b], "inconclusive"),
    ]
    matrices = [*(hessian(rng, spectrum) for spectrum, _ in cases), [[0, 0], [0, 0]]]
    advice = "捨入後接近 0 的特徵值算 0；有正有負是鞍點。 / 0 up to rounding counts as 0; both signs make a saddle."
    agree_on_kinds(student, matrices, [*(expected for _, expected in cases), "inconclusive"], advice)


@points(1)
@demands("bool", "bad-interval", "eigenvalues", "bad-matrix")
def test_bad_arguments(student, rng):
    """不合理的區間、點數、矩陣：ValueError / Bad intervals, numbers of points and matrices raise ValueError"""
    f, advice = numeric(lambda x: x**2), "合理的參數要算得出來。 / Good arguments must work."
    agree_exactly([student.is_convex_on(f, 0.0, 1.0, n=3)], [True], advice)
    refuses(student.is_convex_on, [args(f, *ends, n=n) for *ends, n in ((1.0, 1.0, 20), (2.0, 1.0, 20), (0.0, 1.0, 2))])
    agree_on_kinds(student, [hessian(rng, [1, 2])], ["minimum"], advice)
    refuses(student.classify_stationary_point, [[[1, 0, 0], [0, 1, 0]], [1, 2], [[1, 2]]])
