"""權重衰減 / Weight decay"""

import numpy as np
from hw2_inputs import results_kept, signed

from examiner import approx, demands, hint, points, refuses


def step(w, grad, lr, lam):
    """Return the weights after one step, element by element."""
    pairs = zip(np.ravel(w).tolist(), np.ravel(grad).tolist(), strict=True)
    return approx(np.reshape([a - lr * (g + lam * a) for a, g in pairs], np.shape(w)), rel=1e-4, abs=1e-6)


def rates(rng):
    return float(rng.uniform(0.1, 0.9)), float(rng.uniform(0.2, 1.5))


@points(1)
@demands("step")
def test_one_step(student, rng):
    """一步的公式 / The formula of one step"""
    for shape in [(4,), (1,), (3, 2), (2, 1, 3)]:
        cases = [(signed(rng, shape), signed(rng, shape), *rates(rng)) for _ in range(2)]
        for case, found in zip(cases, results_kept(student, student.decayed_step, cases), strict=True):
            assert found == step(*case), hint("w(1 − lr·lam) − lr·grad。 / w(1 − lr·lam) − lr·grad.")


@points(1)
@demands("step")
def test_gradient_of_the_penalty(student, rng):
    """等於 L2 懲罰的梯度步，走很多步 / Equal to gradient steps with the L2 penalty, over many steps"""
    target, start, (lr, lam) = signed(rng, 3), signed(rng, 3), rates(rng)
    lr = lr / 2

    def objective(v):
        return float(((v - target) ** 2).sum() / 2 + lam / 2 * (v**2).sum())

    w, own = start, start
    for _ in range(12):
        slopes = [(objective(own + e) - objective(own - e)) / 2e-4 for e in 1e-4 * np.eye(3)]
        own = own - lr * np.array(slopes)
        w = student.decayed_step(w, w - target, lr, lam)
        assert w == approx(own, rel=1e-4, abs=1e-5), hint(
            "E + (lam/2)·Σw² 的梯度是 grad + lam·w。 / The gradient of E + (lam/2)·Σw² is grad + lam·w."
        )
        w = np.asarray(w, dtype=float)


@points(1)
@demands("step", "forms", "arguments")
def test_numbers_lists_integers(student, rng):
    """數值、串列、整數；不改動參數 / Numbers, lists, integers; arguments stay as they are"""
    whole, grad, (lr, lam) = rng.integers(2, 9, 4), rng.integers(1, 5, 4), rates(rng)
    nested = [[3, -2], [5, 1]], [[1, 4], [-2, 7]]
    for case in [(*signed(rng, 2).tolist(), lr, lam), (*nested, lr, lam), (*nested, 1, 2)]:
        assert student.decayed_step(*case) == step(*case)
    fractions = [(signed(rng, shape), signed(rng, shape)) for shape in (4, (2, 2))]  # these need no copy to be floats
    for w, g in [(whole, grad), *fractions]:
        assert student.unchanged(student.decayed_step, w, g, lr, lam) == step(w, g, lr, lam), hint(
            "整數陣列會把小數捨去：先轉成浮點數。 / An integer array drops fractions: convert to float first."
        )


@points(1)
@demands("step", "shapes")
def test_shapes_that_differ(student, rng):
    """形狀不同時 ValueError / Different shapes raise ValueError"""
    w, grad, (lr, lam) = signed(rng, 3), signed(rng, 3), rates(rng)
    assert student.decayed_step(w, grad, lr, lam) == step(w, grad, lr, lam)
    others = (grad[:1], grad[:2], grad[:, None], float(grad[0]))
    pairs = [pair for bad in others for pair in ((w, bad), (bad, grad))]
    refuses(student.decayed_step, [(*pair, lr, lam) for pair in pairs])
