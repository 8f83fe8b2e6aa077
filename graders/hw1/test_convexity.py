"""凸函數與鞍點 / Convex functions and saddle points"""

import math

import numpy as np

from examiner import array, hint, points, raises


def convex(answer):
    """Return a student's bool, or fail the check."""
    assert isinstance(answer, bool | np.bool_), hint("應回傳 True 或 False。 / Return True or False.")
    return bool(answer)


def kind(answer):
    """Return a student's word, or fail the check."""
    assert isinstance(answer, str), hint("應回傳字串。 / Return a string.")
    return str(answer)


def numeric(f):
    """Return f as a function of a number (or an array) that refuses anything else."""
    return lambda x: f(array(x, name="the argument of f"))


def one_number(f):
    """Return f as a function that takes nothing but a single number."""
    return lambda x: f(float(array(x, (), name="the argument of f")))


def hessian(rng, eigenvalues):
    """Return a symmetric matrix with these eigenvalues, not diagonal if it is larger than 1 by 1."""
    n = len(eigenvalues)
    q, _ = np.linalg.qr(rng.normal(size=(n, n)))
    h = q @ np.diag(eigenvalues) @ q.T
    return (h + h.T) / 2


@points(1)
def test_convex_or_not(student, rng):
    """凸與不凸的函數 / Functions that are convex and that are not"""
    a, c = rng.uniform(0.5, 2, 2)
    cases = [
        (lambda x: x**4 - 3 * x**2, -2, 2, False),
        (lambda x: x**4 - 3 * x**2, 1, 2, True),
        (lambda x: a * (x - c) ** 2 - 3 * x, -3, 2, True),
        (lambda x: -a * (x - c) ** 2, -3, 2, False),
        (lambda x: a * (x - c) ** 3, c - 2, c + 2, False),
        (lambda x: a * (x - c) ** 3, c, c + 2, True),
        (lambda x: np.abs(x - c) + a * x**2, -2, 2, True),
    ]
    for f, lo, hi, expected in cases:
        assert convex(student.is_convex_on(numeric(f), float(lo), float(hi), n=40)) == expected, hint(
            "割線要連接許多對點，不只兩端。 / Draw secants between many pairs of points, not only between the ends."
        )
    assert convex(student.is_convex_on(numeric(lambda x: np.exp(a * x)), -1.0, 1.0)) is True, hint(
        "n 的預設值是 200。 / n is 200 by default."
    )
    for bend, expected in ((a, True), (-a, False)):
        f = numeric(lambda x, bend=bend: bend * (x - c) ** 2)
        assert convex(student.is_convex_on(f, -3.0, 2.0, n=3)) is expected, hint(
            "三個格點也有一條割線：從頭到尾。 / Three grid points have one secant, from first to last."
        )


@points(1)
def test_small_dent(student, rng):
    """一小段不凸也要發現；f 一次只收一個數 / A small dent is found as well; f takes one number at a time"""
    c = float(rng.uniform(-2, 2))
    for height, expected in ((0.1, False), (0.0, True)):
        f = one_number(lambda x, height=height: x**2 + height * math.exp(-(((x - c) / 0.1) ** 2)))
        assert convex(student.is_convex_on(f, -3.0, 3.0, n=120)) == expected, hint(
            "把 n 個格點都檢查過。 / Test all of the n grid points."
        )


@points(1)
def test_straight_lines(student, rng):
    """直線和常數是凸的，稍微下彎就不是 / Straight lines and constants are convex, slight bends downward are not"""
    a, b = rng.uniform(0.1, 3, 2)
    cases = [
        (lambda x: a * x + b, True),
        (lambda x: -1e4 * a * x + b, True),
        (lambda x: 0 * x + b, True),
        (lambda x: a * x - 0.01 * x**2, False),
    ]
    for f, expected in cases:
        assert convex(student.is_convex_on(numeric(f), -1.0, 3.0, n=60)) == expected, hint(
            "不等式含等號，並容許捨入誤差。 / The inequality includes equality, and leaves room for rounding."
        )
    c = float(rng.uniform(2e-8, 1e-7))  # between neighbours the bend hides below the tolerance, over the interval not
    assert convex(student.is_convex_on(numeric(lambda x: -c * x**2), -1.0, 3.0, n=60)) is False, hint(
        "很緩的彎曲，只有較長的割線看得出來。 / A very slight bend shows only against a longer secant."
    )


@points(1)
def test_stationary_points(student, rng):
    """極小、極大、鞍點 / Minimum, maximum, saddle"""
    assert kind(student.classify_stationary_point([[2, 0], [0, -2]])) == "saddle"
    assert kind(student.classify_stationary_point([[1, 3], [3, 1]])) == "saddle", hint(
        "看特徵值，不是對角線。 / Look at the eigenvalues, not at the diagonal."
    )
    for n in (1, 2, 3, 5):
        size = rng.uniform(0.3, 3, n)
        mixed = size * np.where(np.arange(n) < n // 2, -1, 1)
        for eigenvalues, expected in ((size, "minimum"), (-size, "maximum"), (mixed, "saddle")):
            if n > 1 or expected != "saddle":
                answer = student.classify_stationary_point(hessian(rng, eigenvalues))
                assert kind(answer) == expected, hint(
                    "任何大小的海森矩陣都要能判斷。 / A Hessian of any size must work."
                )


@points(1)
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
    for eigenvalues, expected in cases:
        answer = student.classify_stationary_point(hessian(rng, eigenvalues))
        assert kind(answer) == expected, hint(
            "捨入後接近 0 的特徵值算 0；同時有正有負仍是鞍點。"
            " / An eigenvalue that is 0 up to rounding counts as 0; with both signs it is still a saddle."
        )
    assert kind(student.classify_stationary_point([[0, 0], [0, 0]])) == "inconclusive"


@points(1)
def test_bad_arguments(student, rng):
    """不合理的區間、點數、矩陣：ValueError / Bad intervals, numbers of points and matrices raise ValueError"""
    f = numeric(lambda x: x**2)
    convex(student.is_convex_on(f, 0.0, 1.0, n=3))
    for lo, hi, n in ((1.0, 1.0, 20), (2.0, 1.0, 20), (0.0, 1.0, 2)):
        with raises(ValueError):
            student.is_convex_on(f, lo, hi, n=n)
    assert kind(student.classify_stationary_point(hessian(rng, [1, 2])))
    for bad in ([[1, 0, 0], [0, 1, 0]], [1, 2], [[1, 2]]):
        with raises(ValueError):
            student.classify_stationary_point(bad)
