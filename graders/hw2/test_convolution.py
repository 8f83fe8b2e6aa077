"""卷積 / Convolution"""

import numpy as np
from hw2_inputs import results_kept

from examiner import approx, demands, exactly, hint, points, refuses

IMAGE = np.zeros((7, 7), dtype=int)
IMAGE[[1, 1, 3, 4, 4, 5, 5, 5], [1, 5, 3, 1, 5, 2, 3, 4]] = 1
KERNEL = [[0, 0, 1], [1, 0, 0], [0, 1, 1]]


def size(n, k, stride, padding):
    """Return the size of the output by counting the places where the kernel may start."""
    return len([start for start in range(0, n, stride) if padding == "same" or start + k <= n])


def before(n, k, stride, padding):
    """Return how many zeros stand before the input."""
    return max((size(n, k, stride, "same") - 1) * stride + k - n, 0) // 2 if padding == "same" else 0


def slid(x, k, stride=1, padding="valid"):
    """Return the feature map, pixel by pixel; x is (h, w, c_in) and k (kh, kw, c_in, c_out), or both are flat."""
    x, k = np.asarray(x, dtype=float), np.asarray(k, dtype=float)
    if x.ndim == 2:
        return approx(slid(x[..., None], k[..., None, None], stride, padding).expected[..., 0])
    (h, w, _), (kh, kw, _, c_out) = x.shape, k.shape
    top, left = before(h, kh, stride, padding), before(w, kw, stride, padding)
    out = np.zeros((size(h, kh, stride, padding), size(w, kw, stride, padding), c_out))
    for i, j, o in np.ndindex(out.shape):
        for a, b in np.ndindex(kh, kw):
            row, column = i * stride + a - top, j * stride + b - left
            if 0 <= row < h and 0 <= column < w:
                out[i, j, o] += (x[row, column] * k[a, b, :, o]).sum()
    return approx(out)


def draw(rng, *shape):
    return rng.uniform(-2, 2, shape)


@points(1.5)
@demands("size", "int")
def test_output_size(student, rng):
    """輸出的大小 / The size of the output"""
    cases = [(7, 3, 1), (7, 3, 2), (8, 3, 2), (5, 5, 1), (5, 5, 3), (1, 1, 1), (9, 2, 4), (10, 1, 3)]
    cases += [tuple(rng.integers([6, 1, 1], [40, 7, 6]).tolist()) for _ in range(10)]
    calls = [(*case, padding) for case in cases for padding in ("valid", "same")]
    calls.append((3, 5, 2, "same"))  # with same, the kernel may be larger than the input
    for (n, k, stride, padding), found in zip(calls, student.each("output_size", calls), strict=True):
        assert found == exactly(size(n, k, stride, padding)), hint(
            f"n={n}, k={k}, stride={stride}, padding={padding!r}：valid 向下取整，same 向上取整。"
            f" / n={n}, k={k}, stride={stride}, padding={padding!r}: valid rounds down, same rounds up."
        )


@points(2)
@demands("kernel", "uint8", "arguments")
def test_one_picture(student, rng):
    """一張圖、一個卷積核 / One picture and one kernel"""
    assert student.conv2d(IMAGE, KERNEL) == slid(IMAGE, KERNEL), hint("卷積核不旋轉。 / The kernel is not turned.")
    middle_row = np.array([[0, 0, 0], [1, 1, 1], [0, 0, 0]], dtype=np.uint8)
    patch = rng.integers(0, 256, (3, 3)).astype(np.uint8)
    patch[1] = 0, 86, 255
    assert student.conv2d(patch, middle_row) == approx([[341]]), hint(
        "uint8 加到 256 就溢位：先轉成浮點數。 / uint8 overflows at 256: convert to float first."
    )
    for shape, kernel in [((6, 9), (3, 2)), ((8, 5), (1, 4)), ((4, 7), (4, 3)), ((5, 5), (2, 5)), ((3, 4), (1, 1))]:
        x, k = draw(rng, *shape), draw(rng, *kernel)
        pictures = [x, x[::-1]]
        maps = results_kept(student, student.conv2d, [(picture.tolist(), k.tolist()) for picture in pictures])
        for picture, found in zip(pictures, maps, strict=True):
            assert found == slid(picture, k), hint(
                "圖與卷積核不一定是正方形。 / Neither picture nor kernel need be square."
            )


@points(1)
@demands("kernel", "stride")
def test_stride(student, rng):
    """步幅 / Stride"""
    for shape, kernel, stride in [((7, 7), (3, 3), 2), ((9, 8), (2, 3), 3), ((6, 11), (3, 1), 2), ((10, 5), (1, 2), 4)]:
        x, k = draw(rng, *shape), draw(rng, *kernel)
        assert student.conv2d(x, k, stride=stride) == slid(x, k, stride), hint(
            "兩個方向每次都移動 stride 格，從 (0, 0) 開始。 / Move by stride in both directions, starting at (0, 0)."
        )


@points(1.5)
@demands("kernel", "stride", "zeros", "arguments")
def test_same_padding(student, rng):
    """補零 / Zero padding"""
    assert student.conv2d(IMAGE, KERNEL, padding="same") == slid(IMAGE, KERNEL, 1, "same")
    for shape, kernel, stride in [
        ((6, 5), (3, 5), 1),
        ((7, 6), (3, 3), 2),
        ((6, 7), (3, 3), 2),
        ((5, 6), (2, 4), 1),
        ((8, 9), (4, 2), 3),
        ((7, 8), (1, 2), 3),  # nothing to add where the kernel is smaller than the stride
        ((2, 3), (5, 4), 2),
    ]:
        x, k = draw(rng, *shape), draw(rng, *kernel)
        found = student.unchanged(student.conv2d, x, k, stride=stride, padding="same")
        assert found == slid(x, k, stride, "same"), hint(
            "補零：前面一半（向下取整），其餘在後面。 / Zeros: half, rounded down, before, the rest after."
        )


@points(1)
@demands("kernel", "zeros", "channels")
def test_channels(student, rng):
    """輸入與輸出通道 / Channels of input and output"""
    cases = [(3, 2, (3, 2), "valid"), (1, 4, (3, 3), "same"), (2, 1, (1, 3), "same"), (4, 3, (2, 2), "valid")]
    for c_in, c_out, kernel, padding in cases:
        x, k = draw(rng, 6, 5, c_in), draw(rng, *kernel, c_in, c_out)
        assert student.conv2d(x, k, 1, padding) == slid(x, k, 1, padding), hint(
            "每個輸出通道把所有輸入通道加總。 / Each output channel adds up all input channels."
        )


@points(1)
@demands("size", "kernel", "errors")
def test_bad_arguments(student, rng):
    """不合的參數：ValueError / Arguments that do not fit raise ValueError"""
    assert student.output_size(6, 3, 2, "valid") == approx(2) and student.output_size(6, 7, 4, "same") == approx(2)
    bad = [(0, 1, 1, "same"), (5, 0, 1, "valid"), (5, 3, 0, "same"), (5, 3, -1, "valid")]
    refuses(student.output_size, [*bad, (5, 3, 1, "full"), (5, 6, 1, "valid")])
    x, k = draw(rng, 5, 6), draw(rng, 3, 3)
    assert student.conv2d(x, k) == slid(x, k)
    sizes = [(x, draw(rng, 6, 3)), (x, draw(rng, 3, 7)), (x, k, 0), (x, k, 1, "full")]
    channels = [(draw(rng, 5, 6, 2), draw(rng, 3, 3, c_in, 2)) for c_in in (3, 1)]  # one of them would broadcast
    refuses(student.conv2d, [*sizes, *channels, (x, k[..., None, None]), (x, k[0]), (x[..., None], k)])
