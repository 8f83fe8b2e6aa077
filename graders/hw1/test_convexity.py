"""凸函數與鞍點 / Convex functions and saddle points"""

import math

import numpy as np
from hw1_answers import agree_exactly

from examiner import approx, args, array, demands, hint, number, points, refuses


def polynomial(student, coefficients):
    """Return a polynomial, highest power first, that lives in the kernel: no value of it crosses the wall."""
    return student.library("numpy").poly1d(list(map(float, coefficients)))


def one_number(f):
    """Return f as a function that refuses anything but one number."""
    return lambda x: f(number(x, "the argument of f"))


def agree_on_polynomials(student, cases, advice):
    """Hold answers against the right ones, for cases of coefficients, ends, number of points and what is right."""
    calls = [args(polynomial(student, coefficients), *ends, n=n) for coefficients, *ends, n, _ in cases]
    agree_exactly(student.each("is_convex_on", calls), [expected for *_, expected in cases], advice)


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
    parabola, cubic = a * np.poly([c, c]), a * np.poly([c, c, c])
    cases = [
        ([1, 0, -3, 0, 0], -2.0, 2.0, 25, False),
        ([1, 0, -3, 0, 0], 1.0, 2.0, 25, True),
        (parabola - [0, 3, 0], -3.0, 2.0, 25, True),
        (cubic, c - 2, c + 2, 25, False),
        (cubic, c, c + 2, 25, True),
    ]
    for n in (3, 25):  # three grid points have one secant, from first to last
        cases += [(parabola, -3.0, 2.0, n, True), (-parabola, -3.0, 2.0, n, False)]
    advice = "割線要連接許多對點，不只兩端。 / Draw secants between many pairs of points, not only between the ends."
    agree_on_polynomials(student, cases, advice)
    kinked = student.is_convex_on(lambda x: np.abs(array(x) - c) + a * array(x) ** 2, -2.0, 2.0, n=25)
    agree_exactly([kinked], [True], advice)


@points(1)
@demands("bool", "secants", "points", "one-number")
def test_small_dent(student, rng):
    """一小段不凸也要發現；f 一次只收一個數 / A small dent is found as well; f takes one number at a time"""
    c = float(rng.uniform(-2, 2))
    dent = one_number(lambda x: x**2 + 0.1 * math.exp(-(((x - c) / 0.1) ** 2)))
    (lo, hi), asked = rng.uniform([0.1, 0.6], [0.4, 0.9]).tolist(), [[], []]

    def noting(seen):
        return one_number(lambda x: seen.append(x) or x * x)

    calls = [args(dent, -3.0, 3.0, n=120), args(noting(asked[0]), lo, hi), args(noting(asked[1]), lo, hi, n=11)]
    advice = "把 n 個格點都檢查過；n 的預設值是 200。 / Test all of the n grid points; n is 200 by default."
    agree_exactly(student.each("is_convex_on", calls), [False, True, True], advice)
    for seen, n in zip(asked, (200, 11), strict=True):
        assert np.unique(np.round(seen, 10)) == approx(np.linspace(lo, hi, n), rel=1e-9, abs=1e-9), hint(advice)


@points(1)
@demands("bool", "secants", "tolerance")
def test_straight_lines(student, rng):
    """直線和常數是凸的，稍微下彎就不是 / Straight lines and constants are convex, slight bends downward are not"""
    a, b = rng.uniform(0.1, 3, 2).tolist()
    c = float(rng.uniform(2e-8, 1e-7))  # between neighbours the bend hides below the tolerance, over the interval not
    cases = [
        ([a, b], True),
        ([-1e4 * a, b], True),
        ([b], True),
        ([-1e9 * a, 1e9 * b], True),  # rounding is far above 1e-9, the tolerance as well
        ([-0.01, a, 0], False),
        ([-c, 0, 0], False),
    ]
    for size in (1, 1e6 * a):  # secants of -x² over the interval pass 4 below the curve
        cases += [([-4e-10 * size, 0, 1 - size], False), ([-1.5e-10 * size, 0, 1 - size], True)]
    advice = (
        "不等式含等號，並容許捨入誤差；割線要夠長。 / Equality counts, with room for rounding; secants can be long."
    )
    agree_on_polynomials(student, [(line, -1.0, 3.0, 60, expected) for line, expected in cases], advice)


def agree_on_kinds(student, matrices, expected, advice):
    agree_exactly(student.each("classify_stationary_point", matrices, unchanged=True), expected, advice)


@points(1)
@demands("eigenvalues", "arguments")
def test_stationary_points(student, rng):
    """極小、極大、鞍點 / Minimum, maximum, saddle"""
    advice = "看特徵值，不是對角線。 / Look at the eigenvalues, not at the diagonal."
    agree_on_kinds(student, [[[2, 0], [0, -2]], [[1, 3], [3, 1]], [[2e3, 1.5e3], [1.5e3, 1e3]]], 3 * ["saddle"], advice)
    spectra, expected = [], []
    for n in (1, 2, 3, 5):
        size = rng.uniform(0.3, 3, n)
        spectra += [size, -size, size * np.where(np.arange(n) < n // 2, -1, 1)]
        expected += ["minimum", "maximum", "saddle" if n > 1 else "minimum"]
    advice = "任何大小的海森矩陣都要能判斷。 / A Hessian of any size must work."
    agree_on_kinds(student, [hessian(rng, spectrum) for spectrum in spectra], expected, advice)


@points(1)
@demands("eigenvalues", "zero", "arguments")
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
        ([a, 3e-8 * a], "minimum"),
        ([a, -3e-8 * a, a], "saddle"),
        ([-a, 3e-9 * a], "inconclusive"),
    ]
    matrices = [*(hessian(rng, spectrum) for spectrum, _ in cases), [[0, 0], [0, 0]], [[1.0, 0.0], [0.0, 0.0]]]
    advice = "捨入後接近 0 的特徵值算 0；有正有負是鞍點。 / 0 up to rounding counts as 0; both signs make a saddle."
    agree_on_kinds(student, matrices, [*(expected for _, expected in cases), "inconclusive", "inconclusive"], advice)


@points(1)
@demands("bool", "bad-interval", "eigenvalues", "arguments", "bad-matrix")
def test_bad_arguments(student, rng):
    """不合理的區間、點數、矩陣：ValueError / Bad intervals, numbers of points and matrices raise ValueError"""
    f, advice = polynomial(student, [1, 0, 0]), "合理的參數要算得出來。 / Good arguments must work."
    agree_exactly([student.is_convex_on(f, 0.0, 1.0, n=3)], [True], advice)
    bad = [(1.0, 1.0, 20), (2.0, 1.0, 20), (0.0, 1.0, 2), (0.0, 1.0, 0)]
    refuses(student.is_convex_on, [args(f, *ends, n=n) for *ends, n in bad])
    agree_on_kinds(student, [hessian(rng, [1, 2])], ["minimum"], advice)
    refuses(student.classify_stationary_point, [[[1, 0, 0], [0, 1, 0]], [1, 2], [[1, 2]], np.zeros((2, 2, 2))])
