"""GAN 的損失函數 / The losses of a GAN"""

import math

import numpy as np

from examiner import approx, array, demands, hint, points, refuses

CLOSE = {"rel": 2e-5, "abs": 1e-6}


def cross_entropy(logits, target):
    """Return the mean over all logits of -log p, p being the probability given to the target."""
    sign = -1 if target else 1
    losses = [math.log1p(math.exp(-abs(z))) + max(sign * z, 0) for z in np.ravel(logits).tolist()]
    return sum(losses) / len(losses)


@points(1)
@demands("discriminator", "own-mean")
def test_discriminator(student, rng):
    """判別器：真圖的目標是 1，假圖是 0 / The discriminator: targets 1 for real and 0 for fake"""
    for real, fake in [
        (rng.normal(0, 3, 5), rng.normal(0, 3, 5)),
        (rng.normal(2, 2, (6, 1)), rng.normal(-1, 2, (6, 1))),
        (rng.normal(-1, 2, 1), rng.normal(1, 2, 1)),
    ]:
        expected = cross_entropy(real, 1) + cross_entropy(fake, 0)
        found = array(student.unchanged(student.discriminator_loss, real, fake), (), name="the loss")
        assert found == approx(expected, **CLOSE), hint(
            "兩個平均相加，不除以 2；參數是 logits，不是機率。"
            " / Add both means without halving; the arguments are logits, not probabilities."
        )


@points(1)
@demands("discriminator", "own-mean", "lists")
def test_other_shapes(student, rng):
    """真假個數不同、任意形狀、串列 / Unequal numbers of real and fake, any shape, lists"""
    for shapes in [((3,), (8,)), ((4, 3, 2, 1), (2, 5, 2, 1)), ((1, 1), (7, 1))]:
        real, fake = (rng.normal(0, 3, shape) for shape in shapes)
        expected = cross_entropy(real, 1) + cross_entropy(fake, 0)
        found = array(student.discriminator_loss(real.tolist(), fake.tolist()), (), name="the loss")
        assert found == approx(expected, **CLOSE), hint(
            "各自先對自己的元素取平均。 / Each mean is over its own elements."
        )


@points(1)
@demands("own-mean", "generator", "lists")
def test_generator(student, rng):
    """生成器：假圖的目標是 1 / The generator: a target of 1 for fakes"""
    for shape in [(5,), (4, 1), (2, 3, 3, 1), (1,)]:
        fake = rng.normal(0, 3, shape)
        for given in (fake, fake.tolist()):
            found = array(student.unchanged(student.generator_loss, given), (), name="the loss")
            assert found == approx(cross_entropy(fake, 1), **CLOSE), hint("-log σ(z) 的平均。 / The mean of -log σ(z).")


@points(1)
@demands("discriminator", "own-mean", "generator", "large-logits", "lists")
def test_large_logits(student, rng):
    """logits 到 ±1000 仍正確 / Right with logits up to ±1000"""
    for size in (1000.0, float(rng.uniform(30, 90)), float(rng.uniform(100, 800))):
        signs = np.array([1, -1, 1, 1, -1])
        assert array(student.generator_loss(size * signs), ()) == approx(0.4 * size, **CLOSE), hint(
            "先算 sigmoid 再取 log 會溢位或被截斷；用 log(1 + exp(-z)) 的穩定寫法。"
            " / Taking the log of a sigmoid overflows or is clipped; use a stable form of log(1 + exp(-z))."
        )
        found = array(student.discriminator_loss(size * signs, [size, -size]), (), name="the loss")
        assert found == approx(0.9 * size, **CLOSE)
    small = array(student.generator_loss(np.array([15.0, 17.0])), ())
    assert small == approx((math.exp(-15) + math.exp(-17)) / 2, rel=1e-2, abs=0)
    small = array(student.discriminator_loss(np.array([15.0]), np.array([-17.0])), ())
    assert small == approx(math.exp(-15) + math.exp(-17), rel=1e-2, abs=0)


@points(1)
@demands("cycle", "pixels", "lists", "bad-shapes")
def test_cycle(student, rng):
    """循環一致性：λ 乘上平均的絕對差 / Cycle consistency: λ times the mean absolute difference"""
    for shape in [(2, 4, 4, 3), (5,), (3, 2)]:
        x, back = rng.normal(size=shape), rng.normal(size=shape)
        distances = [abs(a - b) for a, b in zip(x.ravel().tolist(), back.ravel().tolist(), strict=True)]
        mean, lam = sum(distances) / len(distances), float(rng.uniform(0.5, 5))
        wide = student.unchanged(student.cycle_consistency_loss, 400 * x, 400 * back)
        assert array(wide, ()) == approx(4000 * mean, **CLOSE)
        found = array(student.cycle_consistency_loss(x.tolist(), back.tolist(), lam=lam), (), name="the loss")
        assert found == approx(lam * mean, **CLOSE), hint(
            "L1 是絕對值的平均，再乘 lam。 / L1 is the mean of absolute values, times lam."
        )
    x, back = rng.integers(0, 256, (2, 3, 8), dtype=np.uint8)
    expected = 10 * float(np.abs(x.astype(float) - back).mean())
    assert array(student.cycle_consistency_loss(x, back), ()) == approx(expected, **CLOSE), hint(
        "uint8 相減會繞回來：先轉成浮點數。 / Differences of uint8 wrap around: convert to float first."
    )
    refuses(
        student.cycle_consistency_loss,
        [(np.ones((3, 2)), np.ones(2)), (np.ones((3, 1)), np.ones((3, 2))), (np.ones(4), np.ones(3))],
    )
