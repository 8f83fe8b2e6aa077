"""帶正則化的邏輯迴歸 / Logistic regression with regularization"""

import math

import numpy as np
from hw2_inputs import signed
from sklearn.linear_model import LogisticRegression

from examiner import approx, array, demands, hint, number, points, refuses, unpack


def objective(X, y, w, b, lam):
    """Return the loss, record by record."""
    total = 0.0
    for row, label in zip(np.asarray(X, dtype=float).tolist(), np.asarray(y).tolist(), strict=True):
        z = sum(a * c for a, c in zip(row, w, strict=True)) + b
        margin = z if label == 1 else -z
        total += math.log1p(math.exp(-margin)) if margin > 0 else -margin + math.log1p(math.exp(margin))
    return total / len(y) + lam / 2 * sum(c * c for c in w)


def descend(X, y, lam, lr, steps):
    """Return w followed by b after ``steps`` steps, with numeric derivatives of the objective."""
    d = X.shape[1]
    at = np.zeros(d + 1)
    for _ in range(steps):
        around = [[objective(X, y, p[:d], p[d], lam) for p in (at + e, at - e)] for e in 1e-4 * np.eye(d + 1)]
        at = at - lr * np.array([(up - down) / 2e-4 for up, down in around])
    return approx(at, rel=1e-3, abs=1e-5)


def both(answer, d):
    """Return the student's w followed by b."""
    w, b = unpack(answer, ("w", "b"))
    return np.append(array(w, (d,), name="w"), number(b, "b"))


def draw(rng, n, d):
    """Return features that are not centred, and labels of both classes."""
    X, y = rng.uniform(-1, 2, (n, d)), rng.integers(0, 2, n)
    if n > 1:
        y[0], y[-1] = 1, 0
    return X, y


@points(1)
@demands("loss", "penalty", "arguments")
def test_cross_entropy(student, rng):
    """沒有懲罰項的損失：平均，且為正 / The loss without penalty: a mean, and positive"""
    for n, d in [(6, 3), (1, 2), (4, 1)]:
        X, y = draw(rng, n, d)
        w, b = signed(rng, d, 0.5, 2), float(rng.uniform(0.5, 2))
        expected = approx(objective(X, y, w, b, 0), rel=1e-5)
        assert student.unchanged(student.logistic_loss, X, y, w, b) == expected, hint(
            "交叉熵取平均，為正；預設 lam = 0。 / The cross-entropy is a mean, and positive; lam is 0 by default."
        )
        assert student.logistic_loss(X.tolist(), y.tolist(), w.tolist(), b, 0.0) == expected


@points(1)
@demands("loss", "penalty", "arguments")
def test_penalty(student, rng):
    """懲罰項 lam/2·Σw²，不含偏差值 / The penalty lam/2·Σw², without the bias"""
    for n, d in [(5, 3), (3, 1)]:
        X, y = draw(rng, n, d)
        w, b, lam = rng.uniform(1.5, 3, d), float(rng.uniform(2, 3)), float(rng.uniform(0.3, 2))
        found = student.unchanged(student.logistic_loss, X, y, w, b, lam=lam)
        assert found == approx(objective(X, y, w, b, lam), rel=1e-5), hint(
            "懲罰項有 ½，不取平均，不含 b。 / The penalty has a ½, is no mean, and leaves out b."
        )


@points(1)
@demands("loss", "large-z")
def test_large_logits(student, rng):
    """很大的 z 也正確 / Right for large z too"""
    z = np.array([1000, -1000, 800, -800, 40, -40]) + rng.uniform(-20, 20, 6)
    cases = [(z, [0, 1, 1, 0, 0, 1]), (z, [1, 0, 0, 1, 1, 0])]
    cases += [([float(sign * rng.uniform(900, 1100))], [label]) for sign, label in ((1, 0), (-1, 1))]
    for z, labels in cases:
        X = np.reshape(z, (-1, 1))
        assert student.logistic_loss(X, labels, [1.0], 0.0) == approx(objective(X, labels, [1.0], 0, 0), rel=1e-5), (
            hint("用 np.logaddexp(0, z) 一類的寫法；不要截斷。 / Use something like np.logaddexp(0, z); do not clip.")
        )


@points(1)
@demands("steps")
def test_steps_without_penalty(student, rng):
    """lam = 0 的前幾步 / The first steps with lam = 0"""
    for n, d, steps in [(6, 3, 1), (5, 2, 4), (1, 2, 2), (3, 1, 0)]:
        X, y = draw(rng, n, d)
        lr = float(rng.uniform(0.3, 1.5))
        assert both(student.fit_logistic(X, y, 0.0, lr, steps), d) == descend(X, y, 0, lr, steps), hint(
            "從 0 走 steps 步；梯度取平均，更新前的 w、b。 / `steps` steps from 0; means, at the old w and b."
        )


@points(1)
@demands("steps", "decay", "arguments")
def test_steps_with_penalty(student, rng):
    """lam > 0 的前幾步；偏差值不懲罰 / The first steps with lam > 0; the bias is not penalized"""
    for n, d, steps in [(6, 3, 2), (4, 1, 3), (5, 2, 6)]:
        X, y = draw(rng, n, d)
        y[:-1] = 1  # so that the bias moves far
        lr, lam = float(rng.uniform(0.3, 0.8)), float(rng.uniform(0.3, 0.9))
        found = student.fit_logistic(X.tolist(), y.tolist(), lam, lr, steps)
        assert both(found, d) == descend(X, y, lam, lr, steps), hint(
            "w 的梯度加上 lam·w；b 的梯度不加。 / The gradient of w has lam·w added, that of b has not."
        )


@points(1)
@demands("steps", "decay", "arguments")
def test_convergence(student, rng):
    """收斂到 scikit-learn 的解 / Convergence to scikit-learn's solution"""
    n, d, lam = 60, 3, float(rng.uniform(0.05, 0.2))
    X = rng.normal(size=(n, d)) + rng.uniform(-0.5, 0.5, d)
    y = (X @ rng.uniform(-2, 2, d) + 0.8 + rng.normal(0, 1, n) > 0).astype(int)
    y[:2] = 0, 1
    model = LogisticRegression(C=1 / (n * lam), tol=1e-10, max_iter=10_000).fit(X, y)
    found = both(student.unchanged(student.fit_logistic, X, y, lam, 1.0, 500), d)
    assert found == approx([*model.coef_[0], model.intercept_[0]], rel=2e-3, abs=2e-3), hint(
        "走很多步後應該到達最小值。 / Many steps should reach the minimum."
    )


@points(1)
@demands("loss", "steps", "decay", "shapes", "labels")
def test_bad_arguments(student, rng):
    """形狀或標籤不合時 ValueError / Shapes or labels that do not fit raise ValueError"""
    X, y = draw(rng, 4, 3)
    w = rng.uniform(0.5, 2, 3)
    assert student.logistic_loss(X, y, w, 0.5) == approx(objective(X, y, w, 0.5, 0), rel=1e-5)
    assert both(student.fit_logistic(X, y, 0.1, 0.5, 2), 3) == descend(X, y, 0.1, 0.5, 2)
    cube = np.stack([X[:3]] * 3)  # three-dimensional, and all products would work
    pairs = [(X, y[:3]), (X, y[:1]), (X, y[:, None]), (X[:, 0], y), (cube, y[:3])]
    pairs += [(X, 2 * y - 1), (X, y + 1), (X, [0, 1, 0.5, 1])]
    refuses(student.fit_logistic, [(*pair, 0.1, 0.5, 2) for pair in pairs])
    sizes = (w[:2], w[:1], w[:, None], np.append(w, 1.0))
    refuses(student.logistic_loss, [*((*pair, w, 0.5) for pair in pairs), *((X, y, bad, 0.5) for bad in sizes)])
