"""二元交叉熵 / Binary cross-entropy"""

import math

import numpy as np
from hw1_answers import agree, listed

from examiner import approx, args, demands, hint, points, refuses

MEAN = "對所有元素取平均，用自然對數；串列也要能用。 / The mean over all elements, natural logarithm; lists work too."


def mean_loss(y, p):
    """Return the mean loss; every p lies strictly between 0 and 1."""
    y, p = np.asarray(y), np.asarray(p)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def mean_loss_of_logits(y, z):
    return mean_loss(y, 1 / (1 + np.exp(-np.asarray(z))))


def losses(student, pairs, *, from_logits=False):
    """Return the student's losses of pairs of labels and predictions; a call that changes them fails."""
    calls = [args(y, p, from_logits=True) if from_logits else (y, p) for y, p in pairs]
    return student.each("binary_crossentropy", calls, unchanged=True)


@points(2)
@demands("loss", "number", "lists", "arguments")
def test_probabilities(student, rng):
    """由機率計算，任何形狀 / From probabilities, of any shape"""
    pairs = [(rng.integers(0, 2, shape), rng.uniform(0.03, 0.97, shape)) for shape in [(1,), (5,), (4, 3), (2, 3, 2)]]
    pairs.append(listed((rng.integers(0, 2, 6), rng.uniform(0.03, 0.97, 6))))
    agree(losses(student, pairs), [mean_loss(*pair) for pair in pairs], MEAN)


@points(1)
@demands("loss", "number", "logits", "lists", "arguments")
def test_logits(student, rng):
    """由 logits 計算，包括 Keras 範例 / From logits, with the Keras example"""
    pairs = [([0, 1, 0, 0], [-18.6, 0.51, 2.94, -12.8]), (rng.permutation([0, 1, 1]), rng.permutation([-2, 1, 3]))]
    pairs += [(rng.integers(0, 2, shape), rng.uniform(-5, 5, shape)) for shape in [(6,), (3, 4)]]
    advice = "from_logits=True 時 p = sigmoid(z)。 / With from_logits=True, p = sigmoid(z)."
    agree(losses(student, pairs, from_logits=True), [mean_loss_of_logits(*pair) for pair in pairs], advice)


@points(1)
@demands("loss", "number", "logits", "stable", "lists", "arguments")
def test_extreme_logits(student, rng):
    """logits ±1000 時數值穩定 / Numerically stable at logits of ±1000"""
    size = float(rng.integers(200, 1000))
    pairs = [([1], [-1000.0]), ([0], [1000.0]), ([1, 0, 1, 0], [1000.0, -1000.0, -size, size]), ([1, 0], [1e3, -1e3])]
    advice = "用穩定的公式，不要先算 sigmoid。 / Use the stable formula instead of computing the sigmoid first."
    agree(losses(student, pairs, from_logits=True), [1000, 1000, size / 2, 0], advice, near=1e-5)


@points(1)
@demands("loss", "number", "clip", "lists", "arguments")
def test_predictions_of_zero_and_one(student, rng):
    """預測恰為 0 或 1 / Predictions of exactly 0 and 1"""
    p = float(rng.uniform(0.2, 0.8))
    good = losses(student, [([1, 0, 1], [1, 0, 1]), ([1, 1], [1, p])])
    agree(good, [0, -math.log(p) / 2], "0·log 0 應為 0，不是 NaN。 / 0·log 0 should be 0, not NaN.", near=1e-5)
    for wrong in losses(student, [([1], [0.0]), ([0], [1.0]), ([1, 0], [0, 1])]):
        # 16.118 with Keras' epsilon; 15.942 in float32, where 1 - 1e-7 rounds
        assert wrong == approx(16.05, abs=0.15), hint(
            "把機率限制在 [1e-7, 1 − 1e-7]。 / Clip the probabilities to [1e-7, 1 − 1e-7]."
        )
    small = [1e-7, 2e-7, 1e-6]  # what is added to them shows, what they are clipped to does not
    near_one = losses(student, [([0], [1 - 1e-6])])
    agree(near_one, [-math.log(1e-6)], "兩側都要限制。 / Clip at both ends.", rel=2e-3)
    agree(
        losses(student, [([1], [p]) for p in small]),
        [-math.log(p) for p in small],
        "機率在 [1e-7, 1 − 1e-7] 裡就不變，什麼也不加。 / A probability within [1e-7, 1 − 1e-7] stays: add nothing.",
        rel=2e-3,
    )


@points(1)
@demands("loss", "number", "soft-labels", "logits", "arguments")
def test_soft_labels(student, rng):
    """介於 0 與 1 的標籤 / Labels between 0 and 1"""
    y, p, z = rng.uniform(0.1, 0.9, 5), rng.uniform(0.05, 0.95, 5), rng.uniform(-4, 4, 5)
    advice = "公式的兩項都要算，不要只看 y 是不是 1。 / Compute both terms of the formula, whether y is 1 or not."
    agree(losses(student, [(y, p)]), [mean_loss(y, p)], advice)
    agree(losses(student, [(y, z)], from_logits=True), [mean_loss_of_logits(y, z)], advice)


@points(1)
@demands("loss", "number", "arguments", "bad-shape")
def test_shapes_that_differ(student, rng):
    """形狀不同時 ValueError / Shapes that differ raise ValueError"""
    y, p = rng.integers(0, 2, 4), rng.uniform(0.1, 0.9, 4)
    agree(losses(student, [(y, p)]), [mean_loss(y, p)], MEAN)
    bad = [(y, p[:, None]), (y[:, None], p), (y, p[:3]), (y[:1], p)]
    refuses(student.binary_crossentropy, [args(*pair, from_logits=flag) for pair in bad for flag in (False, True)])
