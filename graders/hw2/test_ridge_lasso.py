"""脊迴歸與 Lasso / Ridge and lasso"""

import numpy as np
from sklearn.linear_model import Lasso

from examiner import approx, array, hint, points, raises


def shrunk(v, t):
    """Return one number moved by t towards 0."""
    return v - t if v > t else v + t if v < -t else 0.0


def proximal_steps(X, y, lam, steps):
    """Return w after ``steps`` proximal gradient steps."""
    n, d = X.shape
    gram, moment = X.T @ X / n, X.T @ y / n
    size = 1 / np.linalg.eigvalsh(gram)[-1]
    w = np.zeros(d)
    for _ in range(steps):
        w = np.array([shrunk(v, size * lam) for v in w - size * (gram @ w - moment)])
    return w


def least_squares(X, y, lam):
    """Return the ridge weights as least squares with extra rows for the penalty."""
    d = X.shape[1]
    rows = np.vstack([X, np.sqrt(lam) * np.eye(d)])
    return np.linalg.lstsq(rows, np.append(y, np.zeros(d)), rcond=None)[0]


def draw(rng, n, d):
    return rng.uniform(-2, 2, (n, d)) + 0.3 * rng.uniform(-1, 1, d), rng.uniform(-3, 3, n)


@points(1)
def test_soft_threshold(student, rng):
    """軟門檻 / The soft threshold"""
    for shape in [(6,), (1,), (3, 4)]:
        t = float(rng.uniform(0.5, 2))
        z = t * rng.uniform(1.2, 3, shape) * rng.choice([-1, 1], shape)
        z.flat[::3] = t * rng.uniform(-0.9, 0.9)
        if z.size == 1:
            z[:] = -2.5 * t
        expected = np.reshape([shrunk(v, t) for v in z.ravel()], shape)
        for form in (z, z.tolist()):
            assert array(student.soft_threshold(form, t), shape) == approx(expected, rel=1e-4, abs=1e-6), hint(
                "往 0 推 t，不到 t 的變成 0。 / Push by t towards 0; what is closer than t becomes 0."
            )
    assert array(student.soft_threshold([2, -2, 1, -1, 0, 5], 1), (6,)) == approx([1, -1, 0, 0, 0, 4])
    assert array(student.soft_threshold([2, -3], 0), (2,)) == approx([2, -3]), hint(
        "t = 0 時什麼都不變。 / With t = 0 nothing changes."
    )


@points(1)
def test_soft_threshold_of_numbers(student, rng):
    """一個數值；t 是負數時 ValueError / A single number; ValueError for a negative t"""
    t = float(rng.uniform(0.5, 2))
    for v in (3 * t, -3 * t, 0.5 * t, -0.5 * t):
        assert array(student.soft_threshold(v, t), ()) == approx(shrunk(v, t), rel=1e-4, abs=1e-6), hint(
            "z 是一個數值時，結果也是一個數值。 / For a number the result is a number."
        )
    z = rng.uniform(1, 3, 4) * t
    found = array(student.unchanged(student.soft_threshold, z, t), (4,))
    assert found == approx([shrunk(v, t) for v in z], rel=1e-4, abs=1e-6)
    for bad in (-t, -0.01):
        with raises(ValueError):
            student.soft_threshold(z, bad)


@points(2)
def test_ridge(student, rng):
    """脊迴歸 / Ridge"""
    for n, d, lam in [(8, 3, rng.uniform(0.5, 5)), (5, 5, rng.uniform(0.5, 5)), (3, 6, 1.5), (9, 2, 0), (1, 1, 2)]:
        X, y = draw(rng, n, d)
        found = array(student.unchanged(student.ridge, X, y, float(lam)), (d,), name="w")
        assert found == approx(least_squares(X, y, lam), rel=1e-3, abs=1e-4), hint(
            "解 (XᵀX + lam·I) w = Xᵀy；lam 前面沒有 n，也沒有 ½。"
            " / Solve (XᵀX + lam·I) w = Xᵀy; there is no n with lam, and no ½."
        )
    X, y = rng.integers(-3, 4, (7, 2)), rng.integers(-5, 6, 7)
    found = array(student.ridge(X.tolist(), y.tolist(), 2), (2,), name="w")
    assert found == approx(least_squares(X, y, 2), rel=1e-3, abs=1e-4)


@points(1)
def test_first_steps_of_lasso(student, rng):
    """Lasso 的前幾步 / The first steps of the lasso"""
    for n, d, steps in [(8, 3, 1), (5, 5, 2), (4, 6, 3), (9, 2, 7), (1, 1, 1), (6, 3, 0)]:
        X, y = draw(rng, n, d)
        lam = float(rng.uniform(0.1, 0.6) * np.abs(X.T @ y).max() / n)
        found = array(student.unchanged(student.lasso, X, y, lam, steps), (d,), name="w")
        assert found == approx(proximal_steps(X, y, lam, steps), rel=1e-4, abs=1e-5), hint(
            "從 0 出發，步長是 1/(XᵀX/n 的最大特徵值)，門檻是步長乘 lam。"
            " / Start at 0; the step size is 1/(largest eigenvalue of XᵀX/n), the threshold is the step size times lam."
        )
        found = array(student.lasso(X.tolist(), y.tolist(), lam, steps), (d,), name="w")
        assert found == approx(proximal_steps(X, y, lam, steps), rel=1e-4, abs=1e-5)
        found = array(student.unchanged(student.lasso, X, y, 0, 3), (d,), name="w")
        assert found == approx(proximal_steps(X, y, 0, 3), rel=1e-4, abs=1e-5)


@points(2)
def test_lasso_converges(student, rng):
    """與 scikit-learn 相同，而且有些權重剛好是 0 / Equal to scikit-learn, with some weights exactly 0"""
    for n, d in [(40, 6), (25, 4)]:
        X = rng.normal(size=(n, d)) * rng.uniform(0.7, 1.5, d)
        true = np.where(np.arange(d) % 2 == 0, rng.uniform(1, 3, d) * rng.choice([-1, 1], d), 0)
        y = X @ true + rng.normal(0, 0.3, n)
        lam = float(rng.uniform(0.2, 0.4) * np.abs(X.T @ y).max() / n)
        reference = Lasso(alpha=lam, fit_intercept=False, tol=1e-12, max_iter=100_000).fit(X, y).coef_
        found = array(student.lasso(X, y, lam, 600), (d,), name="w")
        assert found == approx(reference, rel=1e-3, abs=1e-4), hint(
            "目標函數是 Σ(…)²/(2n) + lam·Σ|w|。 / The objective is Σ(…)²/(2n) + lam·Σ|w|."
        )
        clear = np.abs(X.T @ (X @ reference - y)) / n < 0.98 * lam  # surely 0
        assert bool((found[clear] == 0).all()), hint(
            "該是 0 的權重要剛好是 0，不是很小的數。 / Weights that should be 0 must be exactly 0, not merely small."
        )
        strong = 1.05 * float(np.abs(X.T @ y).max()) / n
        assert bool((array(student.lasso(X, y, strong, 50), (d,), name="w") == 0).all()), hint(
            "lam 夠大時，所有權重都是 0。 / If lam is large enough, all weights are 0."
        )


@points(1)
def test_bad_arguments(student, rng):
    """形狀不合或 lam 是負數時 ValueError / Shapes that do not fit, or a negative lam, raise ValueError"""
    X, y = draw(rng, 5, 3)
    assert array(student.ridge(X, y, 1.0), (3,)) == approx(least_squares(X, y, 1.0), rel=1e-3, abs=1e-4)
    assert array(student.lasso(X, y, 0.1, 4), (3,)) == approx(proximal_steps(X, y, 0.1, 4), rel=1e-4, abs=1e-5)
    for bad_X, bad_y, lam in [
        (X, y[:4], 1.0),
        (X, y[:1], 1.0),
        (X, np.append(y, 1.0), 1.0),
        (X, y[:, None], 1.0),
        (X[:, 0], y, 1.0),
        (np.stack([X[:3]] * 3), y[:3], 1.0),  # three-dimensional, and all products would work
        (X, y, -0.5),
    ]:
        with raises(ValueError):
            student.ridge(bad_X, bad_y, lam)
        with raises(ValueError):
            student.lasso(bad_X, bad_y, lam, 4)
