"""L1 與 L2 懲罰項 / L1 and L2 penalties"""

import itertools

import numpy as np
from hw2_inputs import results_kept, signed

from examiner import approx, demands, hint, points, refuses

PENALTY = {"l1": abs, "l2": lambda v: v * v}
SLOPE = {"l1": lambda v: (v > 0) - (v < 0), "l2": lambda v: 2 * v}
SHAPES = [(5,), (1,), (3, 4), (2, 1, 3)]
CASES = [(kind, shape) for kind in PENALTY for shape in SHAPES]


def weights(rng, shape):
    """Return weights away from 0 and from 1."""
    return signed(rng, shape, 1.3, 4)


def total(kind, w):
    return float(sum(PENALTY[kind](v) for v in np.ravel(w).tolist()))


def slopes(kind, w):
    return np.reshape([float(SLOPE[kind](v)) for v in np.ravel(w).tolist()], np.shape(w))


@points(1)
@demands("values", "arguments")
def test_penalties(student, rng):
    """L1 與 L2 的值 / The values of L1 and L2"""
    for kind, shape in CASES:
        penalty, w = getattr(student, kind), weights(rng, shape)
        for form in (w, w.tolist(), [3, 0, -4]):
            assert student.unchanged(penalty, form) == approx(total(kind, form), rel=1e-5), hint(
                "所有元素的和，沒有 ½，不開根號，不取平均。 / The sum over all elements: no ½, no root, no mean."
            )


@points(1)
@demands("gradients", "zero", "arguments")
def test_gradients(student, rng):
    """兩個梯度；|w| 在 0 的次梯度是 0 / The two gradients; the subgradient of |w| at 0 is 0"""
    for kind, shape in CASES:
        w = weights(rng, shape)
        w.flat[0] = -abs(w.flat[0])
        forms = [w, -w, [-2, 0, 3, 0]]
        gradients = results_kept(student, getattr(student, f"{kind}_gradient"), [(form,) for form in forms])
        for form, found in zip(forms, gradients, strict=True):
            assert found == approx(slopes(kind, form), rel=1e-5), hint(
                "l1 是正負號（在 0 是 0），l2 是 2w。 / The signs for l1 (0 at 0), 2w for l2, of the shape of w."
            )


@points(1)
@demands("values", "objective", "arguments")
def test_penalized_loss(student, rng):
    """誤差加上懲罰 / Error plus penalty"""
    text = hint("error + lam · P(w)，lam 可以是 0。 / error + lam · P(w), where lam may be 0.")
    for kind, shape in CASES:
        w, error, lam = weights(rng, shape), float(rng.uniform(1, 3)), float(rng.uniform(0.1, 2))
        expected = error + lam * total(kind, w)
        assert student.penalized_loss(error, w.tolist(), lam, kind) == approx(expected, rel=1e-5), text
        assert student.unchanged(student.penalized_loss, error, w, 0, kind) == approx(error, rel=1e-5), text


@points(1)
@demands("gradients", "zero", "objective-gradient", "arguments")
def test_penalized_gradient(student, rng):
    """整個目標函數的梯度 / The gradient of the whole objective"""
    text = hint("error_gradient + lam · ∇P(w)；串列與整數亦可。 / error_gradient + lam · ∇P(w); lists too.")
    for kind, shape in CASES:
        w, gradient, lam = weights(rng, shape), rng.uniform(1, 3, shape), float(rng.uniform(0.2, 2))
        w.flat[-1] = 0
        if w.size == 1:
            w += 1.5
        found = student.unchanged(student.penalized_gradient, gradient, w, lam, kind)
        assert found == approx(gradient + lam * slopes(kind, w), rel=1e-5, abs=1e-5), text
    both = [(sign * gradient, w, lam, kind) for sign in (1, -1)]
    for (g, *_), found in zip(both, results_kept(student, student.penalized_gradient, both), strict=True):
        assert found == approx(g + lam * slopes(kind, w), rel=1e-5, abs=1e-5), text
    for kind, lam in itertools.product(PENALTY, (0.5, 0)):
        found = student.penalized_gradient([1, -2, 0], [3, 0, -1], lam, kind)
        assert found == approx(np.array([1, -2, 0]) + lam * slopes(kind, [3, 0, -1]), rel=1e-5, abs=1e-5), text


@points(1)
@demands("values", "layers", "arguments")
def test_whole_network(student, rng):
    """整個網路：偏差值不懲罰 / A whole network: biases are not penalized"""
    for sizes, kind in itertools.product(([3, 4, 2], [2, 1], [4, 3, 3, 1]), PENALTY):
        layers = [(weights(rng, (n_in, n_out)), weights(rng, n_out)) for n_in, n_out in itertools.pairwise(sizes)]
        expected = sum(total(kind, W) for W, _ in layers)
        assert student.unchanged(student.layers_penalty, layers, kind) == approx(expected, rel=1e-5), hint(
            "所有層的 W 加總，b 不算。 / Add up W of all layers; b does not count."
        )


@points(1)
@demands("values", "gradients", "objective", "objective-gradient", "layers", "kind", "lam", "shapes")
def test_bad_arguments(student, rng):
    """種類、lam 或形狀不對時 ValueError / A wrong kind, lam or shape raises ValueError"""
    w, gradient, W, b = weights(rng, 3), rng.uniform(1, 3, 3), weights(rng, (3, 2)), weights(rng, 2)
    loss, slope, network = student.penalized_loss, student.penalized_gradient, student.layers_penalty
    for kind in PENALTY:
        assert loss(1.0, w, 0.3, kind) == approx(1 + 0.3 * total(kind, w), rel=1e-5)
        assert slope(gradient, w, 0.3, kind) == approx(gradient + 0.3 * slopes(kind, w), rel=1e-5, abs=1e-5)
        assert network([(W, b)], kind) == approx(total(kind, W), rel=1e-5)
        refuses(loss, [(1.0, w, -0.3, kind)])
        others = (gradient[:1], gradient[:, None], np.append(gradient, 1.0))
        refuses(slope, [(gradient, w, -0.3, kind), *((bad, w, 0.3, kind) for bad in others)])
    unknown = ("l3", "L1", "")
    refuses(loss, [(1.0, w, 0.3, kind) for kind in unknown])
    refuses(slope, [(gradient, w, 0.3, kind) for kind in unknown])
    refuses(network, [([(W, b)], kind) for kind in unknown])
