"""Dropout / Dropout

The tolerances are at least six standard errors of the share that they judge.
"""

import numpy as np

from examiner import approx, array, hint, points, raises


def generator(student, rng):
    """Return a generator that lives in the student's kernel."""
    return student.library("numpy").random.default_rng(int(rng.integers(2**31)))


def split(out, x, rate):
    """Return which elements were switched off; fail the check if one is neither 0 nor x / (1 - rate)."""
    off = out == 0
    kept = np.isclose(out, x / (1 - rate), rtol=1e-5)
    assert bool((off | kept).all()), hint(
        "每個元素不是 0，就是 x/(1−rate)。 / Every element is either 0 or x/(1−rate)."
    )
    return off


def values(rng, shape):
    """Return numbers of both signs, away from 0."""
    return rng.uniform(0.5, 3, shape) * rng.choice([-1, 1], shape)


@points(1)
def test_kept_elements(student, rng):
    """留下的元素放大，形狀不變 / Elements that stay are enlarged; the shape stays"""
    for shape, rate in [((300,), rng.uniform(0.1, 0.4)), ((20, 15), rng.uniform(0.6, 0.9)), ((5, 6, 10), 0.5)]:
        x = values(rng, shape)
        found = student.unchanged(student.dropout, x, float(rate), True, generator(student, rng))
        off = split(array(found, shape), x, rate)
        assert 0 < int(off.sum()) < off.size, hint(
            "訓練時有的關掉、有的留下。 / In training some are switched off and some stay."
        )
    x = [[3, 1, 2, 7]] * 30
    off = split(array(student.dropout(x, 0.25, True, generator(student, rng)), (30, 4)), np.array(x), 0.25)
    assert 0 < int(off.sum()) < off.size, hint("整數的串列也要能用。 / Lists of integers must work too.")


@points(1)
def test_share(student, rng):
    """關掉的比例，每個元素各自獨立 / The share that is switched off, every element by itself"""
    for rate in (rng.uniform(0.1, 0.3), rng.uniform(0.7, 0.9)):
        x = values(rng, (200, 250))
        off = split(array(student.dropout(x, float(rate), True, generator(student, rng)), x.shape), x, rate)
        assert abs(float(off.mean()) - rate) < 0.015, hint(
            "rate 是被關掉的機率。 / rate is the probability of being switched off."
        )
        for axis in (0, 1):
            assert float(np.abs(off.mean(axis=axis) - rate).max()) < 0.3, hint(
                "不可以整列或整行一起關掉。 / Do not switch off whole rows or columns."
            )
    x, shared = values(rng, 40), generator(student, rng)
    counts = {int(split(array(student.dropout(x, 0.5, True, shared), (40,)), x, 0.5).sum()) for _ in range(25)}
    assert len(counts) > 1, hint(
        "每次關掉的個數不應該固定。 / The number that is switched off should not be the same every time."
    )


@points(1)
def test_inference(student, rng):
    """推論時不變；rate = 0 時也不變 / Nothing changes in inference, nor with rate = 0"""
    for shape in [(50,), (6, 10)]:
        x, rate = values(rng, shape), float(rng.uniform(0.4, 0.6))
        assert array(student.dropout(x, rate, False, None), shape) == approx(x, rel=1e-5), hint(
            "推論時原樣回傳，不縮放。 / In inference return x as it is, without scaling."
        )
        assert array(student.dropout(x.tolist(), 0, True, generator(student, rng)), shape) == approx(x, rel=1e-5), hint(
            "rate = 0 時什麼都不關。 / With rate = 0 nothing is switched off."
        )
        off = split(array(student.dropout(x, rate, True, generator(student, rng)), shape), x, rate)
        assert 0 < int(off.sum()) < off.size, hint(
            "訓練時有的關掉、有的留下。 / In training some are switched off and some stay."
        )


@points(1)
def test_generator(student, rng):
    """亂數只來自 rng / All randomness comes from rng"""
    x, seed = values(rng, 200), int(rng.integers(2**31))
    shared = student.library("numpy").random.default_rng(seed)
    first, second = (split(array(student.dropout(x, 0.5, True, shared), (200,)), x, 0.5) for _ in range(2))
    fresh = student.library("numpy").random.default_rng(seed)
    again = split(array(student.dropout(x, 0.5, True, fresh), (200,)), x, 0.5)
    other = split(array(student.dropout(x, 0.5, True, generator(student, rng)), (200,)), x, 0.5)
    assert bool((first == again).all()), hint(
        "相同的種子應得到相同的結果。 / The same seed should give the same result."
    )
    assert bool((first != second).any()), hint(
        "同一個 rng 的下一次呼叫要重新抽籤。 / The next call with the same rng should draw anew."
    )
    assert bool((first != other).any()), hint(
        "不同的種子應得到不同的結果。 / Different seeds should give different results."
    )


@points(1)
def test_bad_rates(student, rng):
    """rate 不在 [0, 1) 時 ValueError / A rate outside [0, 1) raises ValueError"""
    x = values(rng, 60)
    for rate in (0.3, 0.95):
        off = split(array(student.dropout(x, rate, True, generator(student, rng)), (60,)), x, rate)
        assert int(off.sum()) > 0
    for bad in (1, 1.0, float(rng.uniform(1.01, 2)), -0.01, -float(rng.uniform(0.1, 2))):
        for training in (True, False):
            with raises(ValueError):
                student.dropout(x, bad, training, generator(student, rng))
