"""感知器解線性方程組 / A perceptron that solves linear equations"""

import numpy as np

from examiner import approx, array, hint, points, raises


def descend(X, y, lr, steps):
    """Return w after ``steps`` updates from zero, computed without matrices."""
    n = len(y)
    w = [0.0] * n
    for _ in range(steps):
        errors = [sum(X[i][j] * w[j] for j in range(n)) - y[i] for i in range(n)]
        w = [w[j] - lr * sum(errors[i] * X[i][j] for i in range(n)) for j in range(n)]
    return w


def well_conditioned(rng, n):
    """Return an (n, n) matrix with singular values in [1.5, 5].

    With lr = 0.02 descent then converges within 5000 steps, whether the error is summed, halved or averaged.
    """
    left, right = (np.linalg.qr(rng.normal(size=(n, n)))[0] for _ in range(2))
    return left * rng.uniform(1.5, 5, n) @ right


@points(1)
def test_lecture_system(student, rng):
    """課堂的方程組，換上別的右邊，整數串列 / The lecture's system, other right-hand sides, lists of integers"""
    for _ in range(3):
        true = rng.integers(-4, 5, 2) + 0.5
        y = [int(5 * true[0] + 2 * true[1] + 0.5), int(true[0] + 4 * true[1] + 0.5)]
        w = array(student.solve_linear_system([[5, 2], [1, 4]], y), (2,), name="w")
        assert w == approx(np.linalg.solve([[5, 2], [1, 4]], y), rel=1e-4, abs=1e-4), hint(
            "w 用浮點數存，並確認走完所有步數。 / Keep w as floats, and take all the steps."
        )


@points(1)
def test_systems_of_other_sizes(student, rng):
    """2 到 5 個未知數的方程組 / Systems of 2 to 5 unknowns"""
    for n in (2, 3, 4, 5):
        X, true = well_conditioned(rng, n), rng.uniform(-3, 3, n)
        w = array(student.unchanged(student.solve_linear_system, X, X @ true), (n,), name="w")
        assert w == approx(true, rel=1e-4, abs=1e-4), hint(
            "梯度是 Xᵀ(Xw − y)：檢查轉置。 / The gradient is Xᵀ(Xw − y): check the transpose."
        )


@points(2)
def test_each_step(student, rng):
    """少數幾步之後的 w，學習率不同 / w after a few steps, with other learning rates"""
    for steps in (1, 2, int(rng.integers(4, 9))):
        n, lr = int(rng.integers(2, 5)), float(rng.uniform(0.002, 0.02))
        X, y = well_conditioned(rng, n), rng.uniform(1, 5, n)
        w = array(student.unchanged(student.solve_linear_system, X, y, lr=lr, steps=steps), (n,), name="w")
        assert w == approx(descend(X.tolist(), y.tolist(), lr, steps), rel=1e-4, abs=1e-5), hint(
            "從零出發，恰好 steps 步，每步用全部方程式，E 是平方和的一半。"
            " / Start at zero, take exactly `steps` steps with all equations; E is half the sum of squares."
        )
    still = array(student.solve_linear_system(X, y, steps=0), (n,), name="w")
    assert still == approx(np.zeros(n)), hint("steps=0 應該回傳零向量。 / With steps=0 the result is the zero vector.")


@points(1)
def test_bad_shapes(student, rng):
    """形狀不合時 ValueError / Shapes that do not fit raise ValueError"""
    X, true = well_conditioned(rng, 3), rng.uniform(-3, 3, 3)
    y = X @ true
    assert array(student.solve_linear_system(X, y), (3,)) == approx(true, rel=1e-4, abs=1e-4)
    for bad_X, bad_y in [
        (X[:2], y[:2]),  # more unknowns than equations
        (X[:, :2], y),  # more equations than unknowns
        (X, y[:2]),
        (X, np.append(y, 1.0)),
        (X, y[:, None]),  # (n, 1) would broadcast to (n, n)
        (X[0], y),
    ]:
        with raises(ValueError):
            student.solve_linear_system(bad_X, bad_y)
