"""池化與攤平 / Pooling and flattening"""

import numpy as np
from hw2_inputs import results_kept

from examiner import approx, array, demands, hint, points, refuses

EXAMPLE = [[0, 1, 0, 0, 0], [0, 1, 1, 1, 0], [1, 0, 0, 2, 1], [1, 4, 2, 1, 0], [0, 0, 1, 2, 1]]
CASES = [  # shape, size, stride, padding
    ((5, 7), 3, 2, "same"),
    ((6, 4), 3, 1, "same"),
    ((7, 8), 4, 3, "same"),
    ((8, 7), 2, 3, "same"),
    ((7, 10), 1, 3, "same"),
    ((2, 3), 5, 2, "same"),
    ((7, 5), 3, 2, "valid"),
    ((8, 6), 2, 3, "valid"),
    ((4, 9), 4, 1, "valid"),
]


def cells(n, size, stride, padding):
    """Return for each window of one direction the places inside the picture that it covers."""
    if padding == "valid":
        return [range(start, start + size) for start in range(0, n, stride) if start + size <= n]
    starts = range(0, n, stride)
    before = max(starts[-1] + size - n, 0) // 2
    return [[place for place in range(start - before, start - before + size) if 0 <= place < n] for start in starts]


def pooled(x, reduce, size=2, stride=2, padding="same"):
    """Return the pooled picture, window by window."""
    x = np.asarray(x, dtype=float)
    rows, columns = (cells(n, size, stride, padding) for n in x.shape[:2])
    return approx([[reduce(x[np.ix_(r, c)], axis=(0, 1)) for c in columns] for r in rows])


def second_largest(patch, axis=(0, 1)):
    """Return the second largest number of each channel, the only one where there is one."""
    return np.sort(patch.reshape(patch.shape[0] * patch.shape[1], *patch.shape[2:]), axis=0)[-2:][0]


def draw(rng, *shape):
    """Return numbers that are all negative, and far below zero, so that padding with zeros shows."""
    return rng.uniform(-9, -2, shape)


def check_cases(student, rng, pool, reduce):
    """Check a function on all windows of CASES."""
    for shape, *window in CASES:
        x, (size, stride, padding) = draw(rng, *shape), window
        found = student.unchanged(pool, x, size=size, stride=stride, padding=padding)
        assert found == pooled(x, reduce, *window), hint(
            f"形狀 {shape}、size={size}、stride={stride}、padding={padding!r}。"
            f" / Shape {shape}, size={size}, stride={stride}, padding={padding!r}."
        )


@points(1.5)
@demands("maximum", "windows", "default", "arguments")
def test_max_pooling(student, rng):
    """最大池化 / Max pooling"""
    for x in (EXAMPLE, *(draw(rng, *shape).tolist() for shape in [(6, 8), (5, 4), (7, 7), (1, 3)])):
        assert student.max_pool2d(x) == pooled(x, np.max), hint(
            "圖外的格子不算數；不要補 0。 / Cells beyond the picture do not count; do not pad with 0."
        )
    check_cases(student, rng, student.max_pool2d, np.max)


@points(1.5)
@demands("average", "windows", "default", "arguments")
def test_average_pooling(student, rng):
    """平均池化 / Average pooling"""
    assert student.avg_pool2d(EXAMPLE) == pooled(EXAMPLE, np.mean), hint(
        "邊界的視窗只除以圖內的格數。 / At the border, divide by the number of cells inside the picture."
    )
    check_cases(student, rng, student.avg_pool2d, np.mean)


@points(1)
@demands("windows", "reduce", "channels")
def test_any_function(student, rng):
    """pool2d：任何函數，收到切好的二維視窗 / pool2d: any function, which gets two-dimensional windows, cut off"""
    seen = []

    def reduce(patch):
        found = array(patch, (None, None), name="the patch")
        seen.append(found.shape)
        return float(second_largest(found))

    for shape, *window in [((5, 4), 3, 2, "same"), ((6, 5), 2, 3, "valid"), ((3, 4, 2), 3, 1, "same")]:
        x = draw(rng, *shape)
        seen.clear()
        assert student.pool2d(x, reduce, *window) == pooled(x, second_largest, *window), hint(
            "reduce 的結果放在視窗的位置。 / The result of reduce takes the place of its window."
        )
        rows, columns = (cells(n, *window) for n in shape[:2])
        assert set(seen) == {(len(r), len(c)) for r in rows for c in columns}, hint(
            "交給 reduce 的視窗要在圖的邊界切掉。 / The windows that reduce gets are cut off at the border."
        )


@points(0.5)
@demands("maximum", "average", "windows", "default", "channels")
def test_channels(student, rng):
    """每個通道各自池化 / Every channel is pooled for itself"""
    for channels in (3, 1):
        x = draw(rng, 6, 4, channels)
        text = hint("(h, w, c) 得到 (oh, ow, c)。 / (h, w, c) gives (oh, ow, c).")
        pictures = [x, x[::-1]]
        for pool, reduce in ((student.max_pool2d, np.max), (student.avg_pool2d, np.mean)):
            made = results_kept(student, pool, [(picture,) for picture in pictures])
            assert all(found == pooled(one, reduce) for found, one in zip(made, pictures, strict=True)), text


@points(0.5)
@demands("flatten", "arguments")
def test_flatten(student, rng):
    """攤平，最後一軸變化最快 / Flattening, the last axis changing fastest"""
    for shape in [(3, 4), (2, 3, 4), (4, 1, 2, 3)]:
        x = draw(rng, *shape)
        elements = np.array([x[place] for place in np.ndindex(shape)])
        assert student.unchanged(student.flatten, x) == approx(elements)
        made = results_kept(student, student.flatten, [(x.tolist(),), ((-x).tolist(),)])
        assert made == [approx(elements), approx(-elements)], hint("串列也可以攤平。 / Lists can be flattened too.")


@points(1)
@demands("maximum", "average", "windows", "errors")
def test_bad_arguments(student, rng):
    """不合的參數：ValueError / Arguments that do not fit raise ValueError"""
    x = draw(rng, 5, 7)
    assert student.max_pool2d(x, 5, 2, "valid") == pooled(x, np.max, 5, 2, "valid")
    assert student.avg_pool2d(x, 4, 3, "valid") == pooled(x, np.mean, 4, 3, "valid")
    windows = [(0, 2, "same"), (2, 0, "same"), (-1, 2, "valid"), (2, 2, "full")]
    windows.append((6, 2, "valid"))  # higher than the picture, not wider
    others = [(x.T, 6, 2, "valid"), (x[0], 2, 2, "same"), (draw(rng, 2, 4, 4, 3), 2, 2, "same")]
    for pool in (student.max_pool2d, student.avg_pool2d):
        refuses(pool, [*((x, *window) for window in windows), *others])
