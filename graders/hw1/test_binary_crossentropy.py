"""二元交叉熵 / Binary cross-entropy"""

import math

import numpy as np

from examiner import approx, array, hint, points, raises


def mean_loss(y, p):
    """Return the mean loss, element by element; every p lies strictly between 0 and 1."""
    pairs = list(zip(np.ravel(y).tolist(), np.ravel(p).tolist(), strict=True))
    return -sum(a * math.log(b) + (1 - a) * math.log(1 - b) for a, b in pairs) / len(pairs)


def sigmoid(z):
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))


def number(value):
    return array(value, (), name="the loss")


@points(2)
def test_probabilities(student, rng):
    """由機率計算，任何形狀 / From probabilities, of any shape"""
    for shape in [(1,), (5,), (4, 3), (2, 3, 2)]:
        y, p = rng.integers(0, 2, shape), rng.uniform(0.03, 0.97, shape)
        assert number(student.unchanged(student.binary_crossentropy, y, p)) == approx(mean_loss(y, p), rel=1e-4), hint(
            "對所有元素取平均，用自然對數。 / Average over all elements; natural logarithm."
        )
    y, p = rng.integers(0, 2, 6), rng.uniform(0.03, 0.97, 6)
    loss = number(student.binary_crossentropy(y.tolist(), p.tolist()))
    assert loss == approx(mean_loss(y, p), rel=1e-4), hint("串列也要能用。 / Lists must work too.")


@points(1)
def test_logits(student, rng):
    """由 logits 計算，包括 Keras 範例 / From logits, with the Keras example"""
    loss = number(student.binary_crossentropy([0, 1, 0, 0], [-18.6, 0.51, 2.94, -12.8], from_logits=True))
    assert loss == approx(0.865458, rel=1e-4)
    for shape in [(6,), (3, 4)]:
        y, z = rng.integers(0, 2, shape), rng.uniform(-5, 5, shape)
        loss = number(student.unchanged(student.binary_crossentropy, y, z, from_logits=True))
        assert loss == approx(mean_loss(y, sigmoid(z)), rel=1e-4), hint(
            "from_logits=True 時 p = sigmoid(z)。 / With from_logits=True, p = sigmoid(z)."
        )


@points(1)
def test_extreme_logits(student, rng):
    """logits ±1000 時數值穩定 / Numerically stable at logits of ±1000"""
    size = float(rng.integers(200, 1000))
    for y, z, expected in [
        ([1], [-1000.0], 1000),
        ([0], [1000.0], 1000),
        ([1, 0, 1, 0], [1000.0, -1000.0, -size, size], size / 2),
        ([1, 0], [1000.0, -1000.0], 0),
    ]:
        loss = number(student.unchanged(student.binary_crossentropy, y, z, from_logits=True))
        assert loss == approx(expected, rel=1e-4, abs=1e-5), hint(
            "用穩定的公式，不要先算 sigmoid。 / Use the stable formula instead of computing the sigmoid first."
        )


@points(1)
def test_predictions_of_zero_and_one(student, rng):
    """預測恰為 0 或 1 / Predictions of exactly 0 and 1"""
    right = number(student.binary_crossentropy([1, 0, 1], [1, 0, 1]))
    assert right == approx(0, abs=1e-5), hint("0·log 0 應為 0，不是 NaN。 / 0·log 0 should be 0, not NaN.")
    for y, p in [([1], [0.0]), ([0], [1.0]), ([1, 0], [0, 1])]:
        wrong = float(number(student.unchanged(student.binary_crossentropy, y, p)))
        # 16.118 with Keras' epsilon; 15.942 in float32, where 1 - 1e-7 rounds
        assert 15.9 < wrong < 16.2, hint(
            "把機率限制在 [1e-7, 1 − 1e-7]。 / Clip the probabilities to [1e-7, 1 − 1e-7]."
        )
    p = float(rng.uniform(0.2, 0.8))
    half = number(student.binary_crossentropy([1, 1], [1, p]))
    assert half == approx(-math.log(p) / 2, rel=1e-4)


@points(1)
def test_soft_labels(student, rng):
    """介於 0 與 1 的標籤 / Labels between 0 and 1"""
    y, p = rng.uniform(0.1, 0.9, 5), rng.uniform(0.05, 0.95, 5)
    assert number(student.unchanged(student.binary_crossentropy, y, p)) == approx(mean_loss(y, p), rel=1e-4), hint(
        "公式的兩項都要算，不要只看 y 是不是 1。 / Compute both terms of the formula rather than asking whether y is 1."
    )
    z = rng.uniform(-4, 4, 5)
    loss = number(student.unchanged(student.binary_crossentropy, y, z, from_logits=True))
    assert loss == approx(mean_loss(y, sigmoid(z)), rel=1e-4)


@points(1)
def test_shapes_that_differ(student, rng):
    """形狀不同時 ValueError / Shapes that differ raise ValueError"""
    y, p = rng.integers(0, 2, 4), rng.uniform(0.1, 0.9, 4)
    assert number(student.unchanged(student.binary_crossentropy, y, p)) == approx(mean_loss(y, p), rel=1e-4)
    for bad_y, bad_p in [(y, p[:, None]), (y[:, None], p), (y, p[:3]), (y[:1], p)]:
        for from_logits in (False, True):
            with raises(ValueError):
                student.binary_crossentropy(bad_y, bad_p, from_logits=from_logits)
