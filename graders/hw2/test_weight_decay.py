"""權重衰減 / Weight decay"""

import numpy as np

from examiner import approx, array, hint, points, raises

SHAPES = [(4,), (1,), (3, 2), (2, 1, 3)]


def step(w, grad, lr, lam):
    """Return the weights after one step, element by element."""
    pairs = zip(np.ravel(w).tolist(), np.ravel(grad).tolist(), strict=True)
    return np.reshape([a - lr * (g + lam * a) for a, g in pairs], np.shape(w))


def draw(rng, shape):
    return rng.uniform(0.5, 3, shape) * rng.choice([-1, 1], shape)


def rates(rng):
    return float(rng.uniform(0.1, 0.9)), float(rng.uniform(0.2, 1.5))


@points(1)
def test_one_step(student, rng):
    """一步的公式 / The formula of one step"""
    for shape in SHAPES:
        w, grad, (lr, lam) = draw(rng, shape), draw(rng, shape), rates(rng)
        assert array(student.decayed_step(w, grad, lr, lam), shape) == approx(
            step(w, grad, lr, lam), rel=1e-4, abs=1e-6
        ), hint("w(1 − lr·lam) − lr·grad。 / w(1 − lr·lam) − lr·grad.")


@points(1)
def test_gradient_of_the_penalty(student, rng):
    """等於 L2 懲罰的梯度步，走很多步 / Equal to gradient steps with the L2 penalty, over many steps"""
    target, start, (lr, lam) = draw(rng, 3), draw(rng, 3), rates(rng)
    lr = lr / 2

    def objective(v):
        return float(((v - target) ** 2).sum() / 2 + lam / 2 * (v**2).sum())

    w, own = start, start
    for _ in range(12):
        slopes = [(objective(own + e) - objective(own - e)) / 2e-4 for e in 1e-4 * np.eye(3)]
        own = own - lr * np.array(slopes)
        w = array(student.decayed_step(w, w - target, lr, lam), (3,), name="w")
        assert w == approx(own, rel=1e-4, abs=1e-5), hint(
            "目標函數是 E + (lam/2)·Σw²：它的梯度是 grad + lam·w。"
            " / The objective is E + (lam/2)·Σw²; its gradient is grad + lam·w."
        )


@points(1)
def test_numbers_lists_integers(student, rng):
    """數值、串列、整數；不改動參數 / Numbers, lists, integers; arguments stay as they are"""
    lr, lam = rates(rng)
    w, grad = (float(v) for v in draw(rng, 2))
    assert array(student.decayed_step(w, grad, lr, lam), ()) == approx(
        float(step(w, grad, lr, lam)), rel=1e-4, abs=1e-6
    )
    w, grad = [[3, -2], [5, 1]], [[1, 4], [-2, 7]]
    assert array(student.decayed_step(w, grad, lr, lam), (2, 2)) == approx(step(w, grad, lr, lam), rel=1e-4, abs=1e-6)
    assert array(student.decayed_step(w, grad, 1, 2), (2, 2)) == approx(step(w, grad, 1, 2))
    for w in (draw(rng, 4), rng.integers(2, 9, 4)):
        grad = rng.integers(1, 5, 4)
        found = array(student.unchanged(student.decayed_step, w, grad, lr, lam), (4,))
        assert found == approx(step(w, grad, lr, lam), rel=1e-4, abs=1e-6), hint(
            "整數陣列會把小數捨去：先轉成浮點數。 / An integer array drops fractions: convert to float first."
        )


@points(1)
def test_shapes_that_differ(student, rng):
    """形狀不同時 ValueError / Different shapes raise ValueError"""
    w, grad, (lr, lam) = draw(rng, 3), draw(rng, 3), rates(rng)
    assert array(student.decayed_step(w, grad, lr, lam), (3,)) == approx(step(w, grad, lr, lam), rel=1e-4, abs=1e-6)
    for bad in (grad[:1], grad[:2], grad[:, None], float(grad[0])):
        with raises(ValueError):
            student.decayed_step(w, bad, lr, lam)
        with raises(ValueError):
            student.decayed_step(bad, grad, lr, lam)
