"""多類別交叉熵 / Categorical cross-entropy"""

import math

import numpy as np

from examiner import approx, array, hint, points, raises


def mean_loss(y, p):
    """Return the mean loss over the rows; zero labels count nothing, rows of p are divided by their sums."""
    rows = [
        -sum(a * math.log(b / sum(predicted)) for a, b in zip(label, predicted, strict=True) if a)
        for label, predicted in zip(np.asarray(y).tolist(), np.asarray(p).tolist(), strict=True)
    ]
    return sum(rows) / len(rows)


def one_hot(rng, n, k):
    return np.eye(k, dtype=int)[rng.integers(0, k, n)]


def probabilities(rng, n, k):
    p = rng.uniform(0.05, 1, (n, k))
    return p / p.sum(axis=1, keepdims=True)


def number(value):
    return array(value, (), name="the loss")


@points(2)
def test_one_hot_labels(student, rng):
    """one-hot 標籤 / One-hot labels"""
    for n, k in [(1, 3), (6, 2), (4, 5), (3, 3)]:
        y, p = one_hot(rng, n, k), probabilities(rng, n, k)
        loss = number(student.categorical_crossentropy(y.tolist(), p.tolist()))
        assert loss == approx(mean_loss(y, p), rel=1e-4), hint(
            "每列加總，再除以筆數 n；用自然對數。"
            " / Sum within a row, divide by the number of records n; natural logarithm."
        )


@points(1)
def test_rows_that_do_not_sum_to_one(student, rng):
    """總和不是 1 的列要先正規化 / Rows that do not sum to 1 are normalised"""
    for k in (3, 4):
        y = one_hot(rng, 5, k)
        p = probabilities(rng, 5, k) * rng.uniform([[0.2], [2], [5], [0.5], [10]], [[0.4], [3], [9], [0.7], [20]])
        loss = number(student.categorical_crossentropy(y, p))
        assert loss == approx(mean_loss(y, p), rel=1e-4), hint(
            "每列除以該列的總和，不是 softmax。 / Divide each row by its sum; no softmax."
        )
    student.unchanged(student.categorical_crossentropy, y, p)


@points(1)
def test_probabilities_of_zero(student, rng):
    """機率恰為 0 或 1，包括課堂的範例 / Probabilities of exactly 0 and 1, with the lecture's example"""
    example = student.categorical_crossentropy([[0, 1, 0], [0, 0, 1]], [[0.05, 0.95, 0], [0.1, 0.8, 0.1]])
    assert number(example) == approx(1.176939, rel=1e-4)
    y = one_hot(rng, 4, 3)
    assert number(student.categorical_crossentropy(y, y)) == approx(0, abs=1e-5), hint(
        "0·log 0 應為 0，不是 NaN。 / 0·log 0 should be 0, not NaN."
    )
    p = probabilities(rng, 1, 2)[0]
    mixed = number(student.categorical_crossentropy([[1, 0, 0], [0, 0, 1]], [[p[0], p[1], 0], [0, 0, 1]]))
    assert mixed == approx(-math.log(p[0]) / 2, rel=1e-4)
    wrong = float(number(student.categorical_crossentropy([[1, 0, 0]], [[0, p[0], p[1]]])))
    # 16.118 with Keras' epsilon
    assert 15.9 < wrong < 16.2, hint("把機率限制在 [1e-7, 1 − 1e-7]。 / Clip the probabilities to [1e-7, 1 − 1e-7].")


@points(1)
def test_soft_labels(student, rng):
    """軟標籤 / Soft labels"""
    for n, k in [(4, 3), (2, 5)]:
        y, p = probabilities(rng, n, k), probabilities(rng, n, k)
        assert number(student.categorical_crossentropy(y, p)) == approx(mean_loss(y, p), rel=1e-4), hint(
            "每個類別都乘上它的標籤，不要只取最大的。"
            " / Weight every class by its label instead of taking the largest only."
        )


@points(1)
def test_bad_shapes(student, rng):
    """形狀不合時 ValueError / Shapes that do not fit raise ValueError"""
    y, p = one_hot(rng, 4, 3), probabilities(rng, 4, 3)
    assert number(student.categorical_crossentropy(y, p)) == approx(mean_loss(y, p), rel=1e-4)
    for bad_y, bad_p in [(y[0], p), (y, p[:1]), (y[:3], p), (y[:, :2], p), (y[0], p[0])]:
        with raises(ValueError):
            student.categorical_crossentropy(bad_y, bad_p)
