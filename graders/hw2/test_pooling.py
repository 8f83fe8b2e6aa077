"""池化與攤平 / Pooling and flattening"""

import numpy as np

from examiner import approx, array, hint, points, raises

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
    return np.array([[reduce(x[np.ix_(r, c)], axis=(0, 1)) for c in columns] for r in rows])


def draw(rng, *shape):
    """Return numbers that are all negative, and far below zero, so that padding with zeros shows."""
    return rng.uniform(-9, -2, shape)


@points(1.5)
def test_max_pooling(student, rng):
    """最大池化 / Max pooling"""
    assert array(student.max_pool2d(EXAMPLE), (3, 3)) == approx([[1, 1, 0], [4, 2, 1], [0, 2, 1]])
    for shape in [(6, 8), (5, 4), (7, 7), (1, 3)]:
        x = draw(rng, *shape)
        expected = pooled(x, np.max)
        assert array(student.max_pool2d(x.tolist()), expected.shape) == approx(expected), hint(
            "超出圖外的格子不算數；補 0 會讓負數的最大值變成 0。"
            " / Cells beyond the picture do not count; padding with 0 makes 0 the maximum of negative numbers."
        )
    for shape, size, stride, padding in CASES:
        x = draw(rng, *shape)
        expected = pooled(x, np.max, size, stride, padding)
        found = array(student.unchanged(student.max_pool2d, x, size, stride, padding), expected.shape)
        assert found == approx(expected), hint(
            f"形狀 {shape}、size={size}、stride={stride}、padding={padding!r}。"
            f" / Shape {shape}, size={size}, stride={stride}, padding={padding!r}."
        )


@points(1.5)
def test_average_pooling(student, rng):
    """平均池化 / Average pooling"""
    expected = pooled(EXAMPLE, np.mean)
    assert array(student.avg_pool2d(EXAMPLE), (3, 3)) == approx(expected), hint(
        "邊界的視窗只除以圖內的格數。 / At the border, divide by the number of cells inside the picture."
    )
    for shape, size, stride, padding in CASES:
        x = draw(rng, *shape)
        expected = pooled(x, np.mean, size, stride, padding)
        found = array(
            student.unchanged(student.avg_pool2d, x, size=size, stride=stride, padding=padding), expected.shape
        )
        assert found == approx(expected), hint(
            f"形狀 {shape}、size={size}、stride={stride}、padding={padding!r}。"
            f" / Shape {shape}, size={size}, stride={stride}, padding={padding!r}."
        )


@points(1)
def test_any_function(student, rng):
    """pool2d：任何函數，收到切好的二維視窗 / pool2d: any function, which gets two-dimensional windows, cut off"""
    seen = []

    def second_largest(patch):
        found = array(patch, (None, None), name="the patch")
        seen.append(found.shape)
        return float(np.sort(found, axis=None)[-2:][0])

    for shape, size, stride, padding in [((5, 4), 3, 2, "same"), ((6, 5), 2, 3, "valid"), ((3, 4, 2), 3, 1, "same")]:
        x = draw(rng, *shape)
        x = x[..., None] if x.ndim == 2 else x
        seen.clear()
        channels = [
            pooled(channel, lambda patch, axis: np.sort(patch, axis=None)[-2:][0], size, stride, padding)
            for channel in np.moveaxis(x, 2, 0)
        ]
        expected = np.stack(channels, axis=2).reshape(*channels[0].shape, *shape[2:])
        found = array(student.pool2d(x.reshape(shape), second_largest, size, stride, padding), expected.shape)
        assert found == approx(expected), hint(
            "每個視窗呼叫一次 reduce，把它的結果放在視窗的位置。"
            " / Call reduce once for every window, and put its result in the window's place."
        )
        windows = [
            (len(r), len(c))
            for r in cells(shape[0], size, stride, padding)
            for c in cells(shape[1], size, stride, padding)
        ]
        assert set(seen) == set(windows), hint(
            "交給 reduce 的視窗要在圖的邊界切掉。 / The windows that reduce gets are cut off at the border."
        )


@points(0.5)
def test_channels(student, rng):
    """每個通道各自池化 / Every channel is pooled for itself"""
    for channels in (3, 1):
        x = draw(rng, 6, 4, channels)
        for pool, reduce in ((student.max_pool2d, np.max), (student.avg_pool2d, np.mean)):
            expected = pooled(x, reduce)
            assert array(pool(x), expected.shape) == approx(expected), hint(
                "(h, w, c) 得到 (oh, ow, c)。 / (h, w, c) gives (oh, ow, c)."
            )


@points(0.5)
def test_flatten(student, rng):
    """攤平，最後一軸變化最快 / Flattening, the last axis changing fastest"""
    for shape in [(3, 4), (2, 3, 4), (4, 1, 2, 3)]:
        x = draw(rng, *shape)
        expected = [x[place] for place in np.ndindex(shape)]
        assert array(student.unchanged(student.flatten, x), (x.size,)) == approx(expected)
        assert array(student.flatten(x.tolist()), (x.size,)) == approx(expected), hint(
            "串列也可以攤平。 / Lists can be flattened too."
        )


@points(1)
def test_bad_arguments(student, rng):
    """不合的參數：ValueError / Arguments that do not fit raise ValueError"""
    x = draw(rng, 5, 7)
    assert array(student.max_pool2d(x, 5, 2, "valid"), (1, 2)) == approx(pooled(x, np.max, 5, 2, "valid"))
    assert array(student.avg_pool2d(x, 4, 3, "valid"), (1, 2)) == approx(pooled(x, np.mean, 4, 3, "valid"))
    for bad in [
        (x, 0, 2, "same"),
        (x, 2, 0, "same"),
        (x, -1, 2, "valid"),
        (x, 2, 2, "full"),
        (x, 6, 2, "valid"),  # higher than the picture, not wider
        (x.T, 6, 2, "valid"),
        (x[0], 2, 2, "same"),
        (draw(rng, 2, 4, 4, 3), 2, 2, "same"),
    ]:
        for pool in (student.max_pool2d, student.avg_pool2d):
            with raises(ValueError):
                pool(*bad)
