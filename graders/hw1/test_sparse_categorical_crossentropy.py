"""稀疏多類別交叉熵 / Sparse categorical cross-entropy"""

import math

import numpy as np
from hw1_answers import agree, cross_entropy, distributions

from examiner import approx, demands, hint, number, points, refuses


def mean_loss(labels, p):
    return cross_entropy(np.eye(len(p[0]))[labels], p)


def agree_on(student, pairs, advice, **how):
    """Hold the student's losses of pairs of labels and predictions against the right ones."""
    losses = student.each("sparse_categorical_crossentropy", pairs, **how)
    agree(losses, [mean_loss(*pair) for pair in pairs], advice, rel=1e-5)


@points(2)
@demands("loss", "number", "lists", "arguments")
def test_integer_labels(student, rng):
    """整數標籤 / Integer labels"""
    pairs = [([1, 2], [[0.05, 0.95, 0], [0.1, 0.8, 0.1]])]
    pairs += [(rng.integers(0, k, n), distributions(rng, n, k)) for n, k in [(1, 3), (7, 2), (4, 6), (3, 3)]]
    pairs.append((rng.integers(0, 4, 5).tolist(), distributions(rng, 5, 4).tolist()))
    advice = "每列只取正確類別的機率，再取平均。 / Take the probability of the right class in every row, then the mean."
    agree_on(student, pairs, advice, unchanged=True)


@points(1)
@demands("loss", "number", "normalise", "arguments")
def test_rows_that_do_not_sum_to_one(student, rng):
    """總和不是 1 的列要先正規化 / Rows that do not sum to 1 are normalised"""
    labels = rng.permutation([0, 0, 1, 1, 2, 2])
    p = distributions(rng, 6, 3) * rng.uniform(0.3, 0.9, (6, 1))
    rows = rng.permutation([[2, 6, 2], [1, 2, 3], [5, 1, 1]])
    tiny = distributions(rng, 3, 3) * 1e-8  # clipped before they are normalised, these rows would be flat
    pairs = [(labels, p), (np.arange(3), rows), (labels[:3], tiny)]
    advice = "先把每列除以該列的總和。 / First divide every row by its sum."
    agree_on(student, pairs, advice, unchanged=True)


@points(1)
@demands("loss", "number", "clip", "lists")
def test_probability_of_zero(student, rng):
    """預測機率為 0 時損失有限 / A predicted probability of 0 gives a finite loss"""
    p, q = distributions(rng, 2, 2).tolist()
    loss = student.sparse_categorical_crossentropy([2, 0], [[*p, 0], [q[0], 0, q[1]]])
    advice = "取對數之前，先限制在 1e-7 到 1 - 1e-7。 / Clip to 1e-7 … 1 - 1e-7 before the logarithm."
    assert loss == approx((-math.log(1e-7) - math.log(q[0])) / 2, rel=1e-5), hint(advice)
    small = [([1], [[1 - 3 * p, p, 2 * p]]) for p in (1e-7, 2e-7, 1e-6)]  # clipped these stay, increased not
    answers = student.each("sparse_categorical_crossentropy", small)
    agree(answers, [mean_loss(*pair) for pair in small], advice, rel=2e-3)


@points(1)
@demands("loss", "number", "lists", "bad-label", "bad-length")
def test_bad_labels(student, rng):
    """標籤超出範圍或筆數不同時 ValueError / Labels out of range or of another length raise ValueError"""
    k = int(rng.integers(3, 6))
    p = distributions(rng, 3, k)
    assert 0 < number(student.sparse_categorical_crossentropy([0, k - 1, 1], p)) < 20
    refuses(student.sparse_categorical_crossentropy, [(y, p) for y in ([0, k, 1], [0, -1, 1], [0, 1], [0, 1, 2, 0])])
