"""全距 / The spread"""

# Scores the grade cell "test_spread": its name says so. To make it yours, rename together: the ids of the answer cell
# and of the grade cell, this file, and the folders in right/ and wrong/. The points add up to those of the grade cell,
# and @demands names the rows of the task's table that a failure may stand for.

from examiner import approx, demands, hint, number, points, refuses

FORMULA = hint("最大值減最小值。", "The largest value less the smallest.")


@points(1)
@demands("difference")
def test_hidden_numbers(student, rng):
    """隨機的數 / Random numbers"""
    values = rng.normal(size=9).tolist()
    assert number(student.spread(values)) == approx(max(values) - min(values)), FORMULA


@points(1)
@demands("difference", "arguments")
def test_order_stays(student, rng):
    """由大到小的整數；values 保持原樣 / Whole numbers, the largest first; values keep their order"""
    values = sorted(rng.choice(100, size=6, replace=False).tolist(), reverse=True)
    assert number(student.unchanged(student.spread, values)) == approx(values[0] - values[-1]), FORMULA


@points(1)
@demands("difference", "too-few")
def test_too_few_values(student, rng):
    """少於兩個值：ValueError / Fewer than two values: ValueError"""
    low, high = sorted(rng.normal(size=2).tolist())
    assert number(student.spread([low, high])) == approx(high - low), FORMULA
    refuses(student.spread, [[], [low]])
