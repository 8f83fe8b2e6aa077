"""權重初始化 / Weight initialization

The tolerances are at least six standard errors of the statistic that they judge.
"""

import numpy as np
from hw1_answers import kept

from examiner import array, demands, hint, points, reproducible

SMALL = [(6, 4), (6, 4), (1, 3), (3, 1)]
SHAPES = [(300, 200), (40, 1000), (1500, 30)]  # fans far apart, so that in, out and in + out are told apart


def draws(student, name, rng):
    """Return the weights that a student's initializer draws for each shape with a fresh generator."""
    calls = [(*shape, student.generator(rng.integers(2**31))) for shape in SHAPES]
    answers = student.each(name, calls)
    found = [array(answer, shape, name="the weights") for answer, shape in zip(answers, SHAPES, strict=True)]
    for weights in found:  # float32 repeats a few numbers by chance
        assert np.unique(weights).size > weights.size / 2, hint(
            "每個權重各抽一個亂數，不要四捨五入。 / Draw a number for every weight, and do not round it."
        )
    return found


@points(1)
@demands("shape", "uniform")
def test_uniform_bound(student, rng):
    """均勻分布的界限 / The bound of the uniform distribution"""
    for weights in draws(student, "glorot_uniform", rng):
        reach = np.sqrt(6 / sum(weights.shape))
        lowest, highest = float(weights.min() / reach), float(weights.max() / reach)
        assert lowest >= -1.00001 and highest <= 1.00001, hint("有權重超出界限。 / Some weights exceed the bound.")
        assert lowest < -0.99 and highest > 0.99, hint(
            "權重沒有用到整個範圍，從 −r 到 r。 / The weights do not use the whole range from −r to r."
        )


@points(1)
@demands("shape", "uniform")
def test_uniform_distribution(student, rng):
    """均勻分布的平均與分布 / Mean and distribution of the uniform weights"""
    for weights in draws(student, "glorot_uniform", rng):
        counts, _ = np.histogram(weights / np.sqrt(6 / sum(weights.shape)), bins=10, range=(-1, 1))
        assert float(np.abs(counts / weights.size - 0.1).max()) < 0.01, hint(
            "在 −r 與 r 之間應該一樣密。 / Between −r and r the weights should be equally dense."
        )


@points(1)
@demands("shape", "normal")
def test_normal_variance(student, rng):
    """常態分布的平均與變異數 / Mean and variance of the normal distribution"""
    for weights in draws(student, "glorot_normal", rng):
        variance = 2 / sum(weights.shape)
        assert abs(float(np.mean(weights**2)) / variance - 1) < 0.05, hint(
            "變異數應為 2/(in+out)；normal 的參數是標準差。"
            " / The variance should be 2/(in+out); the argument of normal is the standard deviation."
        )
        assert abs(float(weights.mean())) < 0.04 * np.sqrt(variance), hint("平均應為 0。 / The mean should be 0.")


@points(1)
@demands("shape", "normal")
def test_normal_bell(student, rng):
    """常態分布的形狀 / The bell shape of the normal distribution"""
    for weights in draws(student, "glorot_normal", rng):
        size = np.abs(weights) / np.sqrt(2 / sum(weights.shape))
        # normal: 0.683 and 0.083; truncated as in Keras: 0.651 and 0.086; logistic: 0.720 and 0.083; uniform: 0.577, 0
        near, far, reach = float((size < 1).mean()), float((size > 3**0.5).mean()), float(size.max())
        # truncated at 2.274; triangular weights, which are as near and as far, end at 2.449
        assert 0.63 < near < 0.70 and 0.07 < far < 0.10 and (reach > 3 or 2.2 < reach < 2.28), hint(
            "這不像平均 0、變異數 2/(in+out) 的常態分布。"
            " / This does not look normal with mean 0 and variance 2/(in+out)."
        )


@points(1)
@demands("shape", "seed", "fresh")
def test_generator(student, rng):
    """亂數只來自 rng / All randomness comes from rng"""
    seeds = rng.choice(10**6, 2, replace=False)
    for name in ("glorot_uniform", "glorot_normal"):
        reproducible(lambda seed, f=student[name]: array(f(6, 4, student.generator(seed)), (6, 4)), seeds)
        shared = student.generator(seeds[0])
        answers = kept(student, name, *zip(*SMALL, strict=True), [shared] * len(SMALL))
        first, second, *_ = (array(answer, shape) for answer, shape in zip(answers, SMALL, strict=True))
        assert float(np.abs(first - second).max()) > 1e-6, hint(
            "同一個 rng 的第二次呼叫應得到新的亂數。 / A second call with the same rng should give new numbers."
        )
