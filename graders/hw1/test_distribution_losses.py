"""分布的損失：KL 散度與 Poisson / Losses for distributions: KL divergence and Poisson"""

import math

import numpy as np

from examiner import approx, array, hint, points, raises


def kl(p, q):
    """Return the sum of p log(p / q) over the outcomes that p allows."""
    return sum(a * math.log(a / b) for a, b in zip(p.tolist(), q.tolist(), strict=True) if a > 0)


def mean_poisson(y, rate):
    pairs = list(zip(np.ravel(y).tolist(), np.ravel(rate).tolist(), strict=True))
    return sum(r - a * math.log(r) for a, r in pairs) / len(pairs)


def distribution(rng, k):
    p = rng.uniform(0.05, 1, k)
    return p / p.sum()


def number(value):
    return array(value, (), name="the loss")


@points(1)
def test_kl_divergence(student, rng):
    """KL 散度，順序有差 / KL divergence, in which order matters"""
    for k in (2, 3, 6):
        p, q = distribution(rng, k), distribution(rng, k)
        for a, b in ((p, q), (q, p)):
            assert number(student.kl_divergence(a.tolist(), b)) == approx(kl(a, b), rel=1e-5, abs=1e-6), hint(
                "把 p·log(p/q) 加總；用自然對數，不取平均。 / Add up p·log(p/q); natural logarithm, no mean."
            )
        assert number(student.unchanged(student.kl_divergence, p, p)) == approx(0, abs=1e-6)


@points(1)
def test_kl_zero_in_p(student, rng):
    """p 中的 0 不貢獻 / A 0 in p adds nothing"""
    p, q = np.append(distribution(rng, 3), 0), distribution(rng, 4)
    loss = number(student.unchanged(student.kl_divergence, p, q))
    assert loss == approx(kl(p, q), rel=1e-5, abs=1e-5), hint("0·log 0 = 0，不是 NaN。 / 0·log 0 = 0, not NaN.")
    q = np.append(distribution(rng, 3), 0)
    assert number(student.unchanged(student.kl_divergence, p, q)) == approx(kl(p, q), rel=1e-5, abs=1e-5), hint(
        "p 與 q 同為 0 的項也是 0。 / A term is 0 as well where both p and q are 0."
    )


@points(1)
def test_kl_impossible_outcome(student, rng):
    """q 說不可能而 p 說可能：inf / inf where p allows what q rules out"""
    p, q = distribution(rng, 4), distribution(rng, 3)
    assert number(student.kl_divergence(p, np.append(q, 0))) == approx(math.inf), hint(
        "這裡不截斷機率。 / The probabilities are not clipped here."
    )
    q = distribution(rng, 4)
    assert number(student.unchanged(student.kl_divergence, p, q)) == approx(kl(p, q), rel=1e-5, abs=1e-5)


@points(1)
def test_poisson(student, rng):
    """Poisson 損失 / The Poisson loss"""
    for shape in [(1,), (6,), (3, 4), (2, 3, 2)]:
        y, rate = rng.integers(0, 8, shape), rng.uniform(0.3, 9, shape)
        assert number(student.unchanged(student.poisson, y, rate)) == approx(
            mean_poisson(y, rate), rel=1e-5, abs=1e-5
        ), hint("對所有元素，取 pred - true·log(pred) 的平均。 / The mean of pred - true·log(pred) over all elements.")
    y, rate = rng.integers(0, 8, 5), rng.uniform(0.3, 9, 5)
    loss = number(student.poisson(y.tolist(), rate.tolist()))
    assert loss == approx(mean_poisson(y, rate), rel=1e-5, abs=1e-5), hint("串列也要能用。 / Lists must work too.")


@points(1)
def test_bad_arguments(student, rng):
    """形狀不同或發生率不為正時 ValueError / Unequal shapes or a rate that is not positive raise ValueError"""
    p, q = distribution(rng, 3), distribution(rng, 3)
    assert math.isfinite(number(student.unchanged(student.kl_divergence, p, q)))
    assert math.isfinite(number(student.poisson([2, 0, 1], [1.5, 0.5, 2])))
    with raises(ValueError):
        student.kl_divergence(p, distribution(rng, 4))
    with raises(ValueError):
        student.kl_divergence(p, [1.0])
    for bad in ([1.5, 0.0, 2.0], [1.5, 0.5, -2.0], [1.5, 0.5], [[1.5], [0.5], [2.0]]):
        with raises(ValueError):
            student.poisson([2, 0, 1], bad)
