"""多類別交叉熵 / Categorical cross-entropy"""

import numpy as np
from hw1_answers import agree, cross_entropy, distributions, listed

from examiner import approx, demands, hint, points, refuses


def one_hot(rng, n, k):
    return np.eye(k, dtype=int)[rng.integers(0, k, n)]


def agree_on(student, pairs, advice, **how):
    """Hold the student's losses of pairs of labels and predictions against the right ones."""
    agree(student.each("categorical_crossentropy", pairs, **how), [cross_entropy(*pair) for pair in pairs], advice)


@points(2)
@demands("loss", "number", "lists", "arguments")
def test_one_hot_labels(student, rng):
    """one-hot 標籤 / One-hot labels"""
    sizes = [(1, 3), (6, 2), (4, 5), (3, 3)]
    pairs = [listed((one_hot(rng, n, k), distributions(rng, n, k))) for n, k in sizes]
    advice = "每列加總，再除以筆數 n；用自然對數。 / Sum within a row, divide by the number n; natural logarithm."
    agree_on(student, pairs, advice, unchanged=True)


@points(1)
@demands("loss", "number", "normalise", "arguments")
def test_rows_that_do_not_sum_to_one(student, rng):
    """總和不是 1 的列要先正規化 / Rows that do not sum to 1 are normalised"""
    sums = rng.uniform([[0.2], [2], [5], [0.5], [10]], [[0.4], [3], [9], [0.7], [20]])
    pairs = [(one_hot(rng, 5, k), distributions(rng, 5, k) * sums) for k in (3, 4)]
    pairs.append((one_hot(rng, 3, 3), rng.permutation([[2, 6, 2], [1, 2, 3], [5, 1, 1]])))
    pairs.append((one_hot(rng, 3, 3), distributions(rng, 3, 3) * 1e-8))  # clipped before, these rows would be flat
    advice = "每列除以該列的總和，不是 softmax。 / Divide each row by its sum; no softmax."
    agree_on(student, pairs, advice, unchanged=True)


@points(1)
@demands("loss", "number", "clip", "lists")
def test_probabilities_of_zero(student, rng):
    """機率恰為 0 或 1，包括課堂的範例 / Probabilities of exactly 0 and 1, with the lecture's example"""
    (p,), y = distributions(rng, 1, 2).tolist(), one_hot(rng, 4, 3)
    example = [[0, 1, 0], [0, 0, 1]], [[0.05, 0.95, 0], [0.1, 0.8, 0.1]]
    pairs = [example, (y, y), ([[1, 0, 0], [0, 0, 1]], [[*p, 0], [0, 0, 1]])]
    losses = student.each("categorical_crossentropy", [*pairs, ([[1, 0, 0]], [[0, *p]])])
    advice = "0·log 0 應為 0，不是 NaN。 / 0·log 0 should be 0, not NaN."
    agree(losses[:3], [cross_entropy(*pair) for pair in pairs], advice, near=1e-5)
    advice = "把機率限制在 [1e-7, 1 − 1e-7]。 / Clip the probabilities to [1e-7, 1 − 1e-7]."
    assert losses[3] == approx(16.05, abs=0.15), hint(advice)  # 16.118 with Keras' epsilon
    small = [([[0, 1, 0]], [[1 - 3 * p, p, 2 * p]]) for p in (1e-7, 2e-7, 1e-6)]  # clipped these stay, increased not
    answers = student.each("categorical_crossentropy", small)
    agree(answers, [cross_entropy(*pair) for pair in small], advice, rel=2e-3)


@points(1)
@demands("loss", "number", "soft-labels")
def test_soft_labels(student, rng):
    """軟標籤 / Soft labels"""
    pairs = [(distributions(rng, n, k), distributions(rng, n, k)) for n, k in [(4, 3), (2, 5)]]
    pairs.append((0.8 * distributions(rng, 3, 3), distributions(rng, 3, 3)))  # labels are not normalised
    advice = "每個類別都乘上它的標籤，不要只取最大的。 / Weight every class by its label, not only the largest."
    agree_on(student, pairs, advice)


@points(1)
@demands("loss", "number", "bad-shape")
def test_bad_shapes(student, rng):
    """形狀不合時 ValueError / Shapes that do not fit raise ValueError"""
    y, p = one_hot(rng, 4, 3), distributions(rng, 4, 3)
    agree_on(student, [(y, p)], "形狀相同時要算得出來。 / Equal shapes must work.")
    bad = [(y[0], p), (y, p[:1]), (y[:3], p), (y[:, :2], p), (y[0], p[0]), (y[None], p[None])]
    refuses(student.categorical_crossentropy, bad)
