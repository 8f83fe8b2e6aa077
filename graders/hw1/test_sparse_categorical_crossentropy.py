"""稀疏多類別交叉熵 / Sparse categorical cross-entropy"""

import math

import numpy as np

from examiner import approx, array, hint, points, raises


def mean_loss(labels, p):
    """Return the mean of -log of the right class's share of its row."""
    pairs = zip(np.asarray(labels).tolist(), np.asarray(p).tolist(), strict=True)
    return sum(-math.log(row[label] / sum(row)) for label, row in pairs) / len(p)


def probabilities(rng, n, k):
    p = rng.uniform(0.05, 1, (n, k))
    return p / p.sum(axis=1, keepdims=True)


def number(value):
    return array(value, (), name="the loss")


@points(2)
def test_integer_labels(student, rng):
    """整數標籤 / Integer labels"""
    example = student.sparse_categorical_crossentropy([1, 2], [[0.05, 0.95, 0], [0.1, 0.8, 0.1]])
    assert number(example) == approx(1.176939, rel=1e-5)
    for n, k in [(1, 3), (7, 2), (4, 6), (3, 3)]:
        labels, p = rng.integers(0, k, n), probabilities(rng, n, k)
        loss = number(student.sparse_categorical_crossentropy(labels, p))
        assert loss == approx(mean_loss(labels, p), rel=1e-5), hint(
            "每列只取正確類別的機率，再對 n 筆取平均。"
            " / Take the probability of the right class in every row, then the mean over the n records."
        )
    labels, p = rng.integers(0, 4, 5), probabilities(rng, 5, 4)
    loss = number(student.sparse_categorical_crossentropy(labels.tolist(), p.tolist()))
    assert loss == approx(mean_loss(labels, p), rel=1e-5), hint("串列也要能用。 / Lists must work too.")


@points(1)
def test_rows_that_do_not_sum_to_one(student, rng):
    """總和不是 1 的列要先正規化 / Rows that do not sum to 1 are normalised"""
    labels = rng.permutation([0, 0, 1, 1, 2, 2])
    p = probabilities(rng, 6, 3) * rng.uniform(0.3, 0.9, (6, 1))
    assert number(student.sparse_categorical_crossentropy(labels, p)) == approx(mean_loss(labels, p), rel=1e-5), hint(
        "先把每列除以該列的總和。 / First divide every row by its sum."
    )
    student.unchanged(student.sparse_categorical_crossentropy, labels, p)


@points(1)
def test_probability_of_zero(student, rng):
    """預測機率為 0 時損失有限 / A predicted probability of 0 gives a finite loss"""
    p, q = probabilities(rng, 2, 2)
    loss = number(student.sparse_categorical_crossentropy([2, 0], [[p[0], p[1], 0], [q[0], 0, q[1]]]))
    assert loss == approx((-math.log(1e-7) - math.log(q[0])) / 2, rel=1e-5), hint(
        "取對數之前，先把機率限制在 1e-7 到 1 - 1e-7。 / Clip to 1e-7 … 1 - 1e-7 before the logarithm."
    )


@points(1)
def test_bad_labels(student, rng):
    """標籤超出範圍或筆數不同時 ValueError / Labels out of range or of another length raise ValueError"""
    k = int(rng.integers(3, 6))
    p = probabilities(rng, 3, k)
    assert 0 < float(number(student.sparse_categorical_crossentropy([0, k - 1, 1], p))) < 20
    for bad in ([0, k, 1], [0, -1, 1], [0, 1], [0, 1, 2, 0]):
        with raises(ValueError):
            student.sparse_categorical_crossentropy(bad, p)
