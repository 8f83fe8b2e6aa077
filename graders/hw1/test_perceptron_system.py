"""感知器解線性方程組 / A perceptron that solves linear equations"""

import numpy as np
from hw1_answers import KEPT, agree, kept

from examiner import args, demands, points, refuses


def descend(X, y, lr, steps):
    w = np.zeros(len(y))
    for _ in range(steps):
        w = w - lr * (X @ w - y) @ X
    return w


def well_conditioned(rng, n):
    """Return an (n, n) matrix with singular values in [1.5, 5].

    With lr = 0.02 descent then converges within 5000 steps, whether the error is summed, halved or averaged.
    """
    left, right = (np.linalg.qr(rng.normal(size=(n, n)))[0] for _ in range(2))
    return left * rng.uniform(1.5, 5, n) @ right


@points(1)
@demands("shape", "gradient", "steps", "lists", "arguments")
def test_lecture_system(student, rng):
    """課堂的方程組，換上別的右邊，整數串列 / The lecture's system, other right-hand sides, lists of integers"""
    X, sides = [[5, 2], [1, 4]], rng.integers(-30, 31, (3, 2)).tolist()
    answers = student.each("solve_linear_system", [(X, y) for y in sides], unchanged=True)
    advice = "w 用浮點數存，並確認走完所有步數。 / Keep w as floats, and take all the steps."
    agree(answers, [np.linalg.solve(X, y) for y in sides], advice, near=1e-4)


@points(1)
@demands("shape", "gradient", "steps", "arguments")
def test_systems_of_other_sizes(student, rng):
    """1 到 5 個未知數的方程組 / Systems of 1 to 5 unknowns"""
    systems = [(well_conditioned(rng, n), rng.uniform(-3, 3, n)) for n in (1, 2, 5)]
    answers = student.each("solve_linear_system", [(X, X @ w) for X, w in systems], unchanged=True)
    advice = "梯度是 Xᵀ(Xw − y)：檢查轉置。 / The gradient is Xᵀ(Xw − y): check the transpose."
    agree(answers, [w for _, w in systems], advice, near=1e-4)


@points(2)
@demands("shape", "gradient", "steps", "arguments")
def test_each_step(student, rng):
    """少數幾步之後的 w，學習率不同 / w after a few steps, with other learning rates"""
    calls, expected = [], []
    for steps in (0, 1, 2, int(rng.integers(4, 9))):
        n, lr = int(rng.integers(2, 5)), float(rng.uniform(0.002, 0.02))
        X, y = well_conditioned(rng, n), rng.uniform(1, 5, n)
        calls.append(args(X, y, lr=lr, steps=steps))
        expected.append(descend(X, y, lr, steps))
    # the same path in other units: its slopes are tiny, and whoever stops at a tiny slope stops too early
    calls.append(args(1e-5 * X, 1e-5 * y, lr=1e10 * lr, steps=steps))
    calls += [args(X, y, steps=2), args(X, y, lr=1e-5)]  # the defaults
    expected += [expected[-1], descend(X, y, 0.02, 2), descend(X, y, 1e-5, 5000)]
    advice = "從零出發，恰好 steps 步，每步用全部方程式。 / Start at zero, and take `steps` steps with all equations."
    agree(student.each("solve_linear_system", calls, unchanged=True), expected, advice, near=1e-5)
    both = kept(student, "solve_linear_system", [X, X], [y, 2 * y], [lr, lr], [2, 2])
    agree(both, [descend(X, y, lr, 2), descend(X, 2 * y, lr, 2)], KEPT, near=1e-5)


@points(1)
@demands("shape", "gradient", "steps", "bad-shape")
def test_bad_shapes(student, rng):
    """形狀不合時 ValueError / Shapes that do not fit raise ValueError"""
    X, true = well_conditioned(rng, 3), rng.uniform(-3, 3, 3)
    y = X @ true
    agree([student.solve_linear_system(X, y)], [true], "合理的參數要算得出來。 / Good arguments must work.", near=1e-4)
    # (2, 3) and (3, 2) are not square; y is too short, too long, and (n, 1), which would broadcast to (n, n)
    bad = [(X[:2], y[:2]), (X[:, :2], y), (X, y[:2]), (X, np.append(y, 1.0)), (X, y[:, None]), (X, y[None]), (X[0], y)]
    refuses(student.solve_linear_system, bad)
