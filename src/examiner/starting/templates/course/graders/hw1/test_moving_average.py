"""移動平均 / The moving average"""

# This module scores the grade cell "test_moving_average": its name says so. Its points add up to those of that cell.
# The sentence in each docstring, and each hint, is what a student reads. The rows of the task's table that a check
# stands for are named with @demands.

from examiner import approx, demands, hint, points, refuses

SHIFTED = hint(
    "請數一數放得下幾個完整的視窗：第一個從 0 開始，最後一個從 len(values) - window 開始。",
    "Count the whole windows: the first begins at 0, the last one at len(values) - window.",
)
MEAN = hint(
    "每個視窗：加起來，再除以 window；不要四捨五入。",
    "For each window: add up, then divide by window; round nothing.",
)


def means(values, window):
    """Compute the answer in another way than most students will."""
    return [sum(days) / window for days in zip(*(values[later:] for later in range(window)), strict=False)]


def drawn(rng, days):
    """Draw the temperatures of some days."""
    return [float(degrees) for degrees in rng.normal(25, 4, size=days)]


@points(1)
@demands("mean", "length")
def test_example(student):
    """說明裡的範例 / The example of the text"""
    found = student.moving_average([1, 2, 6, 3], 2)
    assert len(found) == 3, SHIFTED
    assert found == approx([1.5, 4.0, 4.5]), MEAN


@points(1)
@demands("mean", "length", "tuples")
def test_hidden_days(student, rng):
    """另外 20 天的氣溫，用元組 / Twenty other days, in a tuple"""
    values, window = tuple(drawn(rng, 20)), int(rng.integers(3, 7))
    found = student.moving_average(values, window)
    assert len(found) == 21 - window, SHIFTED
    assert found == approx(means(values, window)), MEAN


@points(1)
@demands("mean", "length", "arguments")
def test_narrow_and_wide(student, rng):
    """最窄與最寬的視窗；values 保持原樣 / The narrowest and the widest window; values keep their contents"""
    values = drawn(rng, 8)
    for window in (1, 3, 8):
        found = student.unchanged(student.moving_average, values, window)
        assert len(found) == 9 - window, SHIFTED
        assert found == approx(means(values, window)), MEAN


@points(1)
@demands("mean", "length", "bad-window")
def test_bad_window(student, rng):
    """放不下的視窗：ValueError / A window that does not fit: ValueError"""
    values = drawn(rng, 6)
    assert student.moving_average(values, 6) == approx(means(values, 6)), MEAN  # one that just fits
    refuses(student.moving_average, [(values, 7), (values, 0), (values, -2)])
