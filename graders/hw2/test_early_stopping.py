"""提早停止 / Early stopping"""

import math

import numpy as np

from examiner import approx, demands, hint, points, refuses


def best_epoch(losses):
    """Return the first epoch with the smallest loss, -1 if all are NaN."""
    numbers = [loss for loss in losses if not math.isnan(loss)]
    return losses.index(min(numbers)) if numbers else -1


def stops(losses, patience):
    """Return for every epoch whether to stop, from the whole history: when was the first of the smallest losses?"""
    return [epoch - best_epoch(losses[: epoch + 1]) >= patience for epoch in range(len(losses))]


def until_the_stop(losses, patience):
    """Return what to answer up to the first stop."""
    expected = stops(losses, patience)
    return expected[: expected.index(True) + 1] if True in expected else expected


def begin(student, patience):
    """Return a student's object; plain data, of which some have an ``update`` of their own, is none."""
    stopper = student.EarlyStopping(patience)
    data = isinstance(stopper, dict | set) or hasattr(type(stopper), "to_numpy")
    assert not data, hint("EarlyStopping(patience) 應得到一個物件。 / EarlyStopping(patience) should give an object.")
    return stopper


def flags(found):
    """Return the student's answers, or fail the check if one is no bool."""
    assert all(isinstance(answer, bool | np.bool_) for answer in found), hint(
        "update 應回傳 True 或 False。 / update should return True or False."
    )
    return [bool(answer) for answer in found]


def answers(stopper, losses):
    return flags([stopper.update(loss) for loss in losses])


def check_best(stopper, losses):
    best = best_epoch(losses)
    assert stopper.best == approx(losses[best], rel=1e-12), hint(
        "best 是到目前為止最小的驗證損失。 / best is the smallest validation loss so far."
    )
    assert stopper.best_epoch == approx(best), hint(
        "best_epoch 從 0 算起；相等時是最早的一輪。 / best_epoch counts from 0; of equal ones the earliest."
    )


def curve(rng, n):
    """Return losses that fall, with jitter, and then rise."""
    return (np.abs(np.arange(n) - n * 0.6) / n + rng.uniform(0, 0.3, n) + 0.2).tolist()


@points(2)
@demands("count", "improvement", "objects")
def test_when_to_stop(student, rng):
    """何時停止：連續 patience 輪沒有進步 / When to stop: after `patience` epochs in a row without improvement"""
    cases = [([0.9, 0.7, 0.8, 0.75, 0.6, 0.65, 0.66, 0.67], patience) for patience in (3, 2, 1)]
    for patience in (1, 2, 3, 5):
        fall = np.sort(rng.uniform(1, 2, 4))[::-1].tolist()
        worse = (max(fall) + rng.uniform(0.1, 1, patience)).tolist()
        cases.append((fall + worse[:-1] + [min(fall) / 2] + worse, patience))  # the improvement comes just in time
        cases.append((curve(rng, 30), patience))
    for losses, patience in cases:
        expected = until_the_stop(losses, patience)
        assert answers(begin(student, patience), losses[: len(expected)]) == expected, hint(
            "進步時歸零；達到 patience 的那一輪就停。 / Count from zero after an improvement; stop at patience."
        )


@points(1)
@demands("count", "improvement", "best", "objects")
def test_best(student, rng):
    """記住最好的一輪，從 0 算起 / The best epoch is remembered, counted from 0"""
    for patience in (2, 4):
        stopper, losses = begin(student, patience), curve(rng, 14)
        losses[9] = losses[3] = min(losses) - 0.1  # the same smallest loss twice
        for epoch, loss in enumerate(losses):
            stopper.update(loss)
            check_best(stopper, losses[: epoch + 1])


@points(1)
@demands("count", "improvement", "objects")
def test_equal_and_tiny(student, rng):
    """相等不算進步，再小的進步也算 / Equal is no improvement, however small a one is"""
    level = float(rng.uniform(0.5, 1))
    flat = [level + 0.1, level, level, level, level]
    tiny = [level - 1e-9 * k for k in range(6)] + [level] * 2
    below = [-level, -level - 1, -level - 0.5, -level - 2, -level, -level - 2]  # losses may be negative
    large = [1e6 * level, 2e6 * level, 1e5 * level, 1e5 * level + 1, 3e5 * level]
    for losses, patience in [(flat, 3), (tiny, 2), (below, 2), (large, 2)]:
        assert answers(begin(student, patience), losses) == [False] * (len(losses) - 1) + [True], hint(
            "相等不算進步，再小的差距也算進步。 / Equal is no improvement; however small a difference, it is one."
        )


@points(1)
@demands("count", "improvement", "nan", "after-stop", "best", "objects")
def test_nan_and_after_the_stop(student, rng):
    """nan 不是進步；停止之後規則不變 / nan is no improvement; the rules hold after a stop"""
    nan, (a, b) = math.nan, np.sort(rng.uniform(0.3, 1, 2)).tolist()
    for losses, patience in [
        ([b, nan, nan, a], 2),
        ([nan, b, nan, a, nan, nan, nan], 3),
        ([nan, nan, nan, a], 2),
        ([b, b + 1, b + 2, b + 1, a, a + 1, a, nan], 2),
        ([b, b + 1, b + 1, a, b, a / 2], 1),
    ]:
        stopper = begin(student, patience)
        assert answers(stopper, losses) == stops(losses, patience), hint(
            "nan 算沒有進步；停止後進步也歸零。 / nan is no improvement; after a stop, too, one sets the count to 0."
        )
        check_best(stopper, losses)


@points(1)
@demands("count", "improvement", "best", "objects", "patience")
def test_objects_and_patience(student, rng):
    """物件互不影響；patience 小於 1 時 ValueError / Objects by themselves; ValueError for a patience less than 1"""
    one, two = curve(rng, 12), [loss + 1 for loss in curve(rng, 12)]
    first, second = begin(student, 2), begin(student, 4)
    found = zip(*[(first.update(a), second.update(b)) for a, b in zip(one, two, strict=True)], strict=True)
    for given, losses, patience in zip(found, (one, two), (2, 4), strict=True):
        expected = until_the_stop(losses, patience)
        assert flags(given)[: len(expected)] == expected, hint(
            "每個物件要有自己的紀錄。 / Every object needs a record of its own."
        )
    assert first.best == approx(min(one)) and second.best == approx(min(two))
    refuses(student.EarlyStopping, [0, -1, -int(rng.integers(2, 9))])
