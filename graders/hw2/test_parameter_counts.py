"""參數的個數 / Counting parameters"""

from examiner import demands, exactly, hint, number, points, refuses


def whole(answer):
    return number(answer, whole=True)


def sizes(rng, n):
    return rng.integers(2, 300, n).tolist()


@points(1)
@demands("int", "dense", "bias")
def test_dense(student, rng):
    """全連接層 / Dense layers"""
    for n_in, n_out in [(784, 100), (1, 1), (1, 7), (7, 1), sizes(rng, 2), sizes(rng, 2)]:
        weights = len(range(n_in)) * len(range(n_out))
        assert student.dense_params(n_in, n_out) == exactly(weights + n_out), hint(
            "每個輸出還有一個偏差值。 / Every output has a bias, too."
        )
        assert student.dense_params(n_in, n_out, bias=False) == exactly(weights), hint(
            "bias=False 時沒有偏差值。 / With bias=False there are no biases."
        )
        assert student.dense_params(n_in, n_out, True) == exactly(weights + n_out)


@points(1.5)
@demands("int", "convolution", "kernel", "bias")
def test_convolution(student, rng):
    """卷積層 / Convolutional layers"""
    assert student.conv_params(5, 1, 6) == exactly(156) and student.conv_params(3, 1, 1) == exactly(10)
    for kernel, area in [(1, 1), (3, 9), (5, 25), ((2, 3), 6), ([7, 1], 7), ((1, 4), 4)]:
        ch_in, ch_out = sizes(rng, 2)
        weights = sum(area for _ in range(ch_in)) * ch_out
        assert student.unchanged(student.conv_params, kernel, ch_in, ch_out) == exactly(weights + ch_out), hint(
            "每個輸出通道：kh·kw·ch_in 個權重，一個偏差值。 / Each output channel: kh·kw·ch_in weights, one bias."
        )
        assert student.conv_params(kernel, ch_in, ch_out, bias=False) == exactly(weights)


@points(0.5)
@demands("int", "one-by-one")
def test_one_by_one(student, rng):
    """1×1 卷積 / 1×1 convolutions"""
    for ch_in, ch_out in [(256, 64), (1, 1), (1, 9), sizes(rng, 2)]:
        assert student.one_by_one_params(ch_in, ch_out) == exactly(sum(ch_in + 1 for _ in range(ch_out))), hint(
            "1×1 卷積也有偏差值。 / A 1×1 convolution has biases as well."
        )


@points(1)
@demands("int", "dense", "one-by-one", "kernel", "errors")
def test_bad_arguments(student, rng):
    """小於 1 的大小：ValueError / Sizes below 1 raise ValueError"""
    a, b = sizes(rng, 2)
    assert whole(student.dense_params(a, b)) >= a * b and whole(student.one_by_one_params(a, b)) >= a * b
    assert whole(student.conv_params(2, a, b)) >= 2 * b
    for function in (student.dense_params, student.one_by_one_params):
        refuses(function, [(0, b), (a, 0), (-a, -b)])
    kernels = [(kernel, a, b) for kernel in (0, (0, 3), (3, 0), [-1, -1])]
    refuses(student.conv_params, [*kernels, (3, 0, b), (3, a, 0), (3, -a, -b)])
