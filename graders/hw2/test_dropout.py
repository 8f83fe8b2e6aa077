"""Dropout / Dropout

The tolerances are at least six standard errors of the share that they judge.
"""

import numpy as np
from hw2_inputs import results_kept, signed

from examiner import approx, array, demands, hint, points, refuses, reproducible


def generator(student, rng):
    """Return a generator that lives in the student's kernel."""
    return student.generator(int(rng.integers(2**31)))


def switched_off(out, x, rate, *, some=True):
    """Return which elements were switched off; fail the check if one is neither 0 nor x / (1 - rate)."""
    out = array(out, np.shape(x))
    off = out == 0
    assert bool((off | np.isclose(out, np.asarray(x) / (1 - rate), rtol=1e-5)).all()), hint(
        "每個元素不是 0，就是 x/(1−rate)。 / Every element is either 0 or x/(1−rate)."
    )
    assert not some or 0 < int(off.sum()) < off.size, hint(
        "訓練時有的關掉、有的留下。 / In training some are switched off and some stay."
    )
    return off


@points(1)
@demands("values", "rate", "arguments")
def test_kept_elements(student, rng):
    """留下的元素放大，形狀不變 / Elements that stay are enlarged; the shape stays"""
    cases = [((300,), rng.uniform(0.1, 0.4)), ((20, 15), rng.uniform(0.6, 0.9)), ((5, 6, 10), 0.5)]
    for x, rate in [*((signed(rng, shape), float(rate)) for shape, rate in cases), ([[3, 1, 2, 7]] * 30, 0.25)]:
        switched_off(student.unchanged(student.dropout, x, rate, True, generator(student, rng)), x, rate)


@points(1)
@demands("values", "rate", "independent", "rng")
def test_share(student, rng):
    """關掉的比例，每個元素各自獨立 / The share that is switched off, every element by itself"""
    for rate in (float(rng.uniform(0.1, 0.3)), float(rng.uniform(0.7, 0.9))):
        x = signed(rng, (200, 250))
        off = switched_off(student.dropout(x, rate, True, generator(student, rng)), x, rate)
        assert abs(float(off.mean()) - rate) < 0.015, hint(
            "rate 是被關掉的機率。 / rate is the probability of being switched off."
        )
        for axis in (0, 1):
            assert float(np.abs(off.mean(axis=axis) - rate).max()) < 0.3, hint(
                "不可以整列或整行一起關掉。 / Do not switch off whole rows or columns."
            )
    x, shared = signed(rng, 40), generator(student, rng)
    drawn = results_kept(student, student.dropout, [(x, 0.5, True, shared)] * 25)
    assert len({int(switched_off(out, x, 0.5, some=False).sum()) for out in drawn}) > 1, hint(
        "每次關掉的個數不應該固定。 / The number that is switched off should not be the same every time."
    )


@points(1)
@demands("values", "rate", "inference")
def test_inference(student, rng):
    """推論時不變；rate = 0 時也不變 / Nothing changes in inference, nor with rate = 0"""
    for shape in [(50,), (6, 10)]:
        x, rate = signed(rng, shape), float(rng.uniform(0.4, 0.6))
        assert student.dropout(x, rate, False, None) == approx(x, rel=1e-5), hint(
            "推論時原樣回傳，不縮放。 / In inference return x as it is, without scaling."
        )
        assert student.dropout(x.tolist(), 0, True, generator(student, rng)) == approx(x, rel=1e-5), hint(
            "rate = 0 時什麼都不關。 / With rate = 0 nothing is switched off."
        )
        switched_off(student.dropout(x, rate, True, generator(student, rng)), x, rate)


@points(1)
@demands("values", "rng")
def test_generator(student, rng):
    """亂數只來自 rng / All randomness comes from rng"""
    x, seeds = signed(rng, 200), rng.choice(2**31, 2, replace=False)

    def twice(seed):
        shared = student.generator(int(seed))
        return [switched_off(student.dropout(x, 0.5, True, shared), x, 0.5, some=False) for _ in range(2)]

    first, second = reproducible(twice, seeds)[0]
    assert bool((first != second).any()), hint(
        "同一個 rng 的下一次呼叫要重新抽籤。 / The next call with the same rng should draw anew."
    )


@points(1)
@demands("values", "rate", "bad-rate")
def test_bad_rates(student, rng):
    """rate 不在 [0, 1) 時 ValueError / A rate outside [0, 1) raises ValueError"""
    x, drawn = signed(rng, 60), generator(student, rng)
    for rate in (0.3, 0.95):
        assert int(switched_off(student.dropout(x, rate, True, drawn), x, rate, some=False).sum()) > 0
    bad = (1, 1.0, float(rng.uniform(1.01, 2)), -0.01, -float(rng.uniform(0.1, 2)))
    refuses(student.dropout, [(x, rate, training, drawn) for rate in bad for training in (True, False)])
