"""觀看紀錄的池化 / Pooling a history"""

import math

import numpy as np
from hw5_held import held

from examiner import approx, array, demands, hint, points, refuses

DIVISORS = {
    "sum_pool": lambda w: 1.0,
    "mean_pool": lambda w: sum(w),
    "sqrtn_pool": lambda w: math.sqrt(sum(a * a for a in w)),
}


def pooled(name, E, w):
    """Return the pool of one history, number by number; zeros for an empty one."""
    divisor = DIVISORS[name](w)
    total = [sum(a * x for a, x in zip(w, column, strict=True)) for column in np.asarray(E).T.tolist()]
    return [t / divisor if any(w) else 0.0 for t in total]


def draw(rng, n, T, d):
    """Return vectors and masks of 0 and 1, of which none is empty."""
    mask = (rng.random((n, T)) < 0.5).astype(int)
    mask[:, rng.integers(T)] = 1
    return rng.normal(0, 2, (n, T, d)), mask


def check(student, name, E, mask):
    shape = (len(E), E.shape[2])
    expected = [pooled(name, one, w) for one, w in zip(E, mask.tolist(), strict=True)]
    found = array(student.unchanged(getattr(student, name), E, mask), shape)
    assert found == approx(expected, rel=1e-4, abs=1e-5 * float(np.abs(E).max())), hint(
        f"{name} 的分母是什麼？ / What is the divisor of {name}?"
    )


@points(1)
@demands("sum", "mean", "shapes")
def test_sum_and_mean(student, rng):
    """總和與平均 / Sum and mean"""
    for name in ("sum_pool", "mean_pool"):
        for n, T, d in [(4, 5, 3), (1, 3, 2), (3, 3, 3)]:
            check(student, name, *draw(rng, n, T, d))
        E, mask = draw(rng, 3, 4, 2)
        check(student, name, 1000 * E, mask)


@points(1)
@demands("sqrtn", "shapes", "lists")
def test_sqrtn(student, rng):
    """sqrtn：除以 √Σw² / sqrtn: divide by √Σw²"""
    example = student.sqrtn_pool([[1, 2], [3, 4], [5, 6]], [1, 1, 0])
    assert array(example, (2,)) == approx([4 / math.sqrt(2), 6 / math.sqrt(2)], rel=1e-4)
    for n, T, d in [(4, 5, 3), (1, 3, 2), (3, 3, 3)]:
        check(student, "sqrtn_pool", *draw(rng, n, T, d))
    E, mask = draw(rng, 3, 4, 2)
    check(student, "sqrtn_pool", 1000 * E, mask)


@points(1)
@demands("sum", "mean", "sqrtn", "shapes", "weights", "lists")
def test_weights_and_one_person(student, rng):
    """任意權重；只有一個人；布林 mask / Any weights; a single person; a boolean mask"""
    for name in DIVISORS:
        E, mask = draw(rng, 3, 4, 2)
        weights = mask * rng.uniform(0.1, 3, mask.shape)
        check(student, name, E, weights)
        check(student, name, E, 1e-6 * weights)  # small is not empty
        one = array(getattr(student, name)(E[1].tolist(), weights[1].tolist()), (2,))
        assert one == approx(pooled(name, E[1], weights[1]), rel=1e-4, abs=1e-5)
        check(student, name, E, mask.astype(bool))
        check(student, name, rng.normal(size=(2, 1, 3)), rng.uniform(0.2, 0.8, (2, 1)))
        found = held(student, getattr(student, name), zip(E, weights, strict=True))
        expected = [pooled(name, *one) for one in zip(E, weights, strict=True)]
        assert array(found, (3, 2)) == approx(expected, rel=1e-4, abs=1e-5), hint(
            "每次呼叫都要回傳自己的陣列。 / Every call returns an array of its own."
        )


@points(1)
@demands("sum", "mean", "sqrtn", "shapes", "empty")
def test_empty_history(student, rng):
    """空的紀錄得到零向量，不是 NaN / An empty history gives the zero vector, not NaN"""
    for name in DIVISORS:
        E, mask = draw(rng, 3, 4, 2)
        mask[1] = 0
        check(student, name, E, mask)
        check(student, name, E, mask.astype(float))
        assert array(getattr(student, name)(E[0], [0, 0, 0, 0]), (2,)) == approx([0, 0])


@points(1)
@demands("sum", "mean", "sqrtn", "shapes", "bad-shapes", "bad-weights")
def test_bad_arguments(student, rng):
    """形狀不合或負的權重：ValueError / Shapes that do not fit, or a negative weight: ValueError"""
    for name in DIVISORS:
        pool = getattr(student, name)
        E, mask = draw(rng, 4, 4, 3)
        check(student, name, E, mask)
        negative = mask.astype(float)
        negative[2, 1] = -0.5
        refuses(
            pool,
            [
                (E, mask[0]),
                (E[0], mask),
                (E, mask[:3]),
                (E, mask[:, :1]),
                (E, mask[:, :, None]),
                (E[0], mask[0, :3]),
                (E[0, :, 0], 1.0),
                (E[0, :, 0], mask[0]),
                (E[None], mask[None]),
                (E, negative),
                (E[2], negative[2]),
            ],
        )
