"""L1 與 L2 懲罰項 / L1 and L2 penalties"""

import itertools

import numpy as np

from examiner import approx, array, hint, points, raises

PENALTY = {"l1": abs, "l2": lambda v: v * v}
SLOPE = {"l1": lambda v: (v > 0) - (v < 0), "l2": lambda v: 2 * v}
SHAPES = [(5,), (1,), (3, 4), (2, 1, 3)]


def weights(rng, shape):
    """Return weights of both signs, all away from 0 and from 1."""
    return rng.uniform(1.3, 4, shape) * rng.choice([-1, 1], shape)


def total(kind, w):
    return float(sum(PENALTY[kind](v) for v in np.ravel(w).tolist()))


def slopes(kind, w):
    return np.reshape([float(SLOPE[kind](v)) for v in np.ravel(w).tolist()], np.shape(w))


def number(value):
    return array(value, (), name="the penalty")


@points(1)
def test_penalties(student, rng):
    """L1 與 L2 的值 / The values of L1 and L2"""
    for name in ("l1", "l2"):
        for shape in SHAPES:
            w = weights(rng, shape)
            for form in (w, w.tolist()):
                assert number(student.unchanged(getattr(student, name), form)) == approx(total(name, w), rel=1e-5), (
                    hint(
                        "所有元素的總和：l1 是絕對值，l2 是平方（沒有 ½，不開根號，不取平均）。"
                        " / Sums over all elements: absolute values in l1, squares in l2 (no ½, no root, no mean)."
                    )
                )
        assert number(getattr(student, name)([3, 0, -4])) == approx(total(name, [3, 0, -4]), rel=1e-5)


@points(1)
def test_gradients(student, rng):
    """兩個梯度；|w| 在 0 的次梯度是 0 / The two gradients; the subgradient of |w| at 0 is 0"""
    for name in ("l1", "l2"):
        gradient = getattr(student, f"{name}_gradient")
        for shape in SHAPES:
            w = weights(rng, shape)
            w.flat[0] = -abs(w.flat[0])
            assert array(gradient(w), shape) == approx(slopes(name, w), rel=1e-5), hint(
                "形狀和 w 相同：l1 是正負號，l2 是 2w。 / Of the shape of w: the signs for l1, 2w for l2."
            )
        w = [-2, 0, 3, 0]
        assert array(gradient(w), (4,)) == approx(slopes(name, w), rel=1e-5), hint(
            "在 0 取次梯度 0。 / At 0 take the subgradient 0."
        )


@points(1)
def test_penalized_loss(student, rng):
    """誤差加上懲罰 / Error plus penalty"""
    for kind in ("l1", "l2"):
        for shape in SHAPES:
            w, error, lam = weights(rng, shape), float(rng.uniform(1, 3)), float(rng.uniform(0.1, 2))
            found = number(student.penalized_loss(error, w.tolist(), lam, kind))
            assert found == approx(error + lam * total(kind, w), rel=1e-5), hint(
                "error + lam · P(w)。 / error + lam · P(w)."
            )
            assert number(student.unchanged(student.penalized_loss, error, w, 0, kind)) == approx(error, rel=1e-5), (
                hint("lam = 0 就沒有懲罰。 / With lam = 0 there is no penalty.")
            )


@points(1)
def test_penalized_gradient(student, rng):
    """整個目標函數的梯度 / The gradient of the whole objective"""
    for kind in ("l1", "l2"):
        for shape in SHAPES:
            w, gradient, lam = weights(rng, shape), rng.uniform(1, 3, shape), float(rng.uniform(0.2, 2))
            w.flat[-1] = 0
            if w.size == 1:
                w += 1.5
            found = array(student.unchanged(student.penalized_gradient, gradient, w, lam, kind), shape)
            assert found == approx(gradient + lam * slopes(kind, w), rel=1e-5, abs=1e-5), hint(
                "error_gradient + lam · ∇P(w)。 / error_gradient + lam · ∇P(w)."
            )
        for lam in (0.5, 0):
            found = array(student.penalized_gradient([1, -2, 0], [3, 0, -1], lam, kind), (3,))
            assert found == approx(np.array([1, -2, 0]) + lam * slopes(kind, [3, 0, -1]), rel=1e-5, abs=1e-5), hint(
                "串列、整數、lam = 0 也要能用。 / Lists, integers and lam = 0 must work too."
            )


@points(1)
def test_whole_network(student, rng):
    """整個網路：偏差值不懲罰 / A whole network: biases are not penalized"""
    for sizes in ([3, 4, 2], [2, 1], [4, 3, 3, 1]):
        layers = [(weights(rng, (n_in, n_out)), weights(rng, n_out)) for n_in, n_out in itertools.pairwise(sizes)]
        for kind in ("l1", "l2"):
            expected = sum(total(kind, W) for W, _ in layers)
            assert number(student.unchanged(student.layers_penalty, layers, kind)) == approx(expected, rel=1e-5), hint(
                "所有層的 W 加總，b 不算。 / Add up W of all layers; b does not count."
            )


@points(1)
def test_bad_arguments(student, rng):
    """種類、lam 或形狀不對時 ValueError / A wrong kind, lam or shape raises ValueError"""
    w, gradient, W, b = weights(rng, 3), rng.uniform(1, 3, 3), weights(rng, (3, 2)), weights(rng, 2)
    for kind in ("l1", "l2"):
        assert number(student.penalized_loss(1.0, w, 0.3, kind)) == approx(1 + 0.3 * total(kind, w), rel=1e-5)
        found = array(student.penalized_gradient(gradient, w, 0.3, kind), (3,))
        assert found == approx(gradient + 0.3 * slopes(kind, w), rel=1e-5, abs=1e-5)
        assert number(student.layers_penalty([(W, b)], kind)) == approx(total(kind, W), rel=1e-5)
        with raises(ValueError):
            student.penalized_loss(1.0, w, -0.3, kind)
        with raises(ValueError):
            student.penalized_gradient(gradient, w, -0.3, kind)
        for bad in (gradient[:1], gradient[:, None], np.append(gradient, 1.0)):
            with raises(ValueError):
                student.penalized_gradient(bad, w, 0.3, kind)
    for kind in ("l3", "L1", ""):
        with raises(ValueError):
            student.penalized_loss(1.0, w, 0.3, kind)
        with raises(ValueError):
            student.penalized_gradient(gradient, w, 0.3, kind)
        with raises(ValueError):
            student.layers_penalty([(W, b)], kind)
