"""脊迴歸與 Lasso / Ridge and lasso"""

import numpy as np
from hw2_inputs import results_kept, signed
from sklearn.linear_model import Lasso

from examiner import approx, array, demands, hint, points, refuses


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
    return approx(w, rel=1e-4, abs=1e-5)


def least_squares(X, y, lam):
    """Return the ridge weights as least squares with extra rows for the penalty."""
    d = X.shape[1]
    rows = np.vstack([X, np.sqrt(lam) * np.eye(d)])
    return approx(np.linalg.lstsq(rows, np.append(y, np.zeros(d)), rcond=None)[0], rel=1e-3, abs=1e-4)


def draw(rng, n, d):
    return rng.uniform(-2, 2, (n, d)) + 0.3 * rng.uniform(-1, 1, d), rng.uniform(-3, 3, n)


@points(1)
@demands("soft-threshold", "arguments")
def test_soft_threshold(student, rng):
    """軟門檻 / The soft threshold"""
    cases = [([2, -2, 1, -1, 0, 5], 1), ([2, -3], 0)]
    for shape in [(6,), (1,), (3, 4)]:
        t = float(rng.uniform(0.5, 2))
        z = t * signed(rng, shape, 1.2, 3)
        z.flat[::3] = -2.5 * t if z.size == 1 else t * rng.uniform(-0.9, 0.9)
        cases += [(z, t), (z.tolist(), t), (-z, t)]
    for (z, t), found in zip(cases, results_kept(student, student.soft_threshold, cases), strict=True):
        expected = np.reshape([shrunk(v, t) for v in np.ravel(z)], np.shape(z))
        assert found == approx(expected, rel=1e-4, abs=1e-6), hint(
            "往 0 推 t，不到 t 的變成 0。 / Push by t towards 0; what is closer than t becomes 0."
        )


@points(1)
@demands("soft-threshold", "negative-threshold", "arguments")
def test_soft_threshold_of_numbers(student, rng):
    """一個數值；t 是負數時 ValueError / A single number; ValueError for a negative t"""
    t = float(rng.uniform(0.5, 2))
    for v in (3 * t, -3 * t, 0.5 * t, -0.5 * t):
        assert student.soft_threshold(v, t) == approx(shrunk(v, t), rel=1e-4, abs=1e-6), hint(
            "z 是一個數值時，結果也是一個數值。 / For a number the result is a number."
        )
    z = rng.uniform(1, 3, 4) * t
    found = student.unchanged(student.soft_threshold, z, t)
    assert found == approx([shrunk(v, t) for v in z], rel=1e-4, abs=1e-6)
    refuses(student.soft_threshold, [(z, -t), (z, -0.01)])


@points(2)
@demands("ridge", "arguments")
def test_ridge(student, rng):
    """脊迴歸 / Ridge"""
    for n, d, lam in [(8, 3, rng.uniform(0.5, 5)), (5, 5, rng.uniform(0.5, 5)), (3, 6, 1.5), (9, 2, 0), (1, 1, 2)]:
        X, y = draw(rng, n, d)
        assert student.unchanged(student.ridge, X, y, float(lam)) == least_squares(X, y, lam), hint(
            "解 (XᵀX + lam·I) w = Xᵀy，沒有 n 也沒有 ½。 / Solve (XᵀX + lam·I) w = Xᵀy, without n or ½."
        )
    both = [(X, sign * y, 1.5) for sign in (1, -1)]
    assert results_kept(student, student.ridge, both) == [least_squares(*case) for case in both]
    X, y = rng.integers(-3, 4, (7, 2)), rng.integers(-5, 6, 7)
    assert student.ridge(X.tolist(), y.tolist(), 2) == least_squares(X, y, 2)


@points(1)
@demands("soft-threshold", "steps", "arguments")
def test_first_steps_of_lasso(student, rng):
    """Lasso 的前幾步 / The first steps of the lasso"""
    for n, d, steps in [(8, 3, 1), (5, 5, 2), (4, 6, 3), (9, 2, 7), (1, 1, 1), (6, 3, 0)]:
        X, y = draw(rng, n, d)
        lam = float(rng.uniform(0.1, 0.6) * np.abs(X.T @ y).max() / n)
        expected = proximal_steps(X, y, lam, steps)
        assert student.unchanged(student.lasso, X, y, lam, steps) == expected, hint(
            "從 0 出發，步長是 s，門檻是步長乘 lam。 / Start at 0; the step size is s, the threshold s times lam."
        )
        both = [(X.tolist(), (sign * y).tolist(), lam, steps) for sign in (1, -1)]
        assert results_kept(student, student.lasso, both) == [expected, proximal_steps(X, -y, lam, steps)]
        assert student.unchanged(student.lasso, X, y, 0, 3) == proximal_steps(X, y, 0, 3)


@points(2)
@demands("soft-threshold", "steps", "zeros")
def test_lasso_converges(student, rng):
    """與 scikit-learn 相同，而且有些權重剛好是 0 / Equal to scikit-learn, with some weights exactly 0"""
    for n, d in [(40, 6), (25, 4)]:
        X = rng.normal(size=(n, d)) * rng.uniform(0.7, 1.5, d)
        y = X @ np.where(np.arange(d) % 2 == 0, signed(rng, d, 1, 3), 0) + rng.normal(0, 0.3, n)
        largest = float(np.abs(X.T @ y).max()) / n
        lam = float(rng.uniform(0.2, 0.4)) * largest
        reference = Lasso(alpha=lam, fit_intercept=False, tol=1e-12, max_iter=100_000).fit(X, y).coef_
        found = array(student.lasso(X, y, lam, 600), (d,), name="w")
        assert found == approx(reference, rel=1e-3, abs=1e-4), hint(
            "目標函數是 Σ(…)²/(2n) + lam·Σ|w|。 / The objective is Σ(…)²/(2n) + lam·Σ|w|."
        )
        clear = np.abs(X.T @ (X @ reference - y)) / n < 0.98 * lam  # surely 0
        assert bool((found[clear] == 0).all()), hint(
            "該是 0 的權重要剛好是 0，不是很小的數。 / Weights that should be 0 must be exactly 0, not merely small."
        )
        strong = array(student.lasso(X, y, 1.05 * largest, 50), (d,), name="w")
        assert bool((strong == 0).all()), hint("lam 夠大時，所有權重都是 0。 / With a large lam all weights are 0.")


@points(1)
@demands("soft-threshold", "ridge", "steps", "shapes", "lam")
def test_bad_arguments(student, rng):
    """形狀不合或 lam 是負數時 ValueError / Shapes that do not fit, or a negative lam, raise ValueError"""
    X, y = draw(rng, 5, 3)
    assert student.ridge(X, y, 1.0) == least_squares(X, y, 1.0)
    assert student.lasso(X, y, 0.1, 4) == proximal_steps(X, y, 0.1, 4)
    cube = np.stack([X[:3]] * 3)  # three-dimensional, and all products would work
    pairs = [(X, y[:4]), (X, y[:1]), (X, np.append(y, 1.0)), (X, y[:, None]), (X[:, 0], y), (cube, y[:3])]
    cases = [*((*pair, 1.0) for pair in pairs), (X, y, -0.5)]
    refuses(student.ridge, cases)
    refuses(student.lasso, [(*case, 4) for case in cases])
