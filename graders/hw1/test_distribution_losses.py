"""分布的損失：KL 散度與 Poisson / Losses for distributions: KL divergence and Poisson"""

import math

import numpy as np
from hw1_answers import agree, distributions, listed

from examiner import demands, number, points, refuses


def kl(p, q):
    """Return the sum of p log(p / q) over the outcomes that p allows."""
    p, q = np.asarray(p), np.asarray(q)
    if np.any((p > 0) & (q == 0)):
        return math.inf
    return np.sum(p * np.log(np.where(p > 0, p, 1) / np.where(p > 0, q, 1)))


def mean_poisson(y, rate):
    return np.mean(rate - np.multiply(y, np.log(rate)))


def agree_on(student, function, pairs, advice, near=1e-5):
    """Hold the losses of pairs against the right ones; a call that changes them fails."""
    losses = student.each(function, pairs, unchanged=True)
    right = {"kl_divergence": kl, "poisson": mean_poisson}[function]
    agree(losses, [right(*pair) for pair in pairs], advice, rel=1e-5, near=near)


@points(1)
@demands("kl", "number", "lists", "arguments")
def test_kl_divergence(student, rng):
    """KL 散度，順序有差 / KL divergence, in which order matters"""
    drawn = [distributions(rng, 2, k) for k in (2, 3, 6)]
    pairs = [pair for p, q in drawn for pair in ((p.tolist(), q), (q.tolist(), p), (p, p))]
    advice = "把 p·log(p/q) 加總；用自然對數，不取平均。 / Add up p·log(p/q); natural logarithm, no mean."
    agree_on(student, "kl_divergence", pairs, advice, near=1e-6)


@points(1)
@demands("kl", "zero-in-p", "number", "arguments")
def test_kl_zero_in_p(student, rng):
    """p 中的 0 不貢獻 / A 0 in p adds nothing"""
    p, q = (np.append(distributions(rng, 1, 3), 0) for _ in range(2))
    advice = "0·log 0 = 0，不是 NaN；p 與 q 同為 0 的項也是 0。 / 0·log 0 = 0, not NaN; so is a term with two zeros."
    agree_on(student, "kl_divergence", [(p, *distributions(rng, 1, 4)), (p, q)], advice)


@points(1)
@demands("kl", "impossible", "number", "lists", "arguments")
def test_kl_impossible_outcome(student, rng):
    """q 說不可能而 p 說可能：inf / inf where p allows what q rules out"""
    (p, q), shorter = distributions(rng, 2, 4), distributions(rng, 1, 3)
    pairs = [(p, np.append(shorter, 0)), (p, q), ([1 - 1e-9, 1e-9], [1, 0])]
    pairs.append(([0.5, 0.5], [1 - 1e-12, 1e-12]))  # a probability that is small, but not 0
    agree_on(student, "kl_divergence", pairs, "這裡不截斷機率。 / The probabilities are not clipped here.")


@points(1)
@demands("poisson", "number", "lists", "arguments")
def test_poisson(student, rng):
    """Poisson 損失 / The Poisson loss"""
    pairs = [(rng.integers(0, 8, shape), rng.uniform(0.3, 9, shape)) for shape in [(1,), (6,), (3, 4), (2, 3, 2)]]
    pairs += [listed(pairs[1]), (rng.permutation([0, 2, 5]), rng.permutation([1, 2, 4]))]
    advice = "對所有元素，取 pred - true·log(pred) 的平均。 / The mean of pred - true·log(pred) over all elements."
    agree_on(student, "poisson", pairs, advice)


@points(1)
@demands("number", "lists", "arguments", "bad-shape", "bad-rate")
def test_bad_arguments(student, rng):
    """形狀不同或發生率不為正時 ValueError / Unequal shapes or a rate that is not positive raise ValueError"""
    p, q = distributions(rng, 2, 3)
    assert math.isfinite(number(student.unchanged(student.kl_divergence, p, q)))
    assert math.isfinite(number(student.poisson([2, 0, 1], [1.5, 0.5, 2])))
    refuses(student.kl_divergence, [(p, *distributions(rng, 1, 4)), (p, [1.0]), (p, q[:, None])])
    bad = ([1.5, 0.0, 2.0], [1.5, 0.5, -2.0], [1.5, 0.5], [[1.5], [0.5], [2.0]])
    refuses(student.poisson, [([2, 0, 1], rates) for rates in bad])
