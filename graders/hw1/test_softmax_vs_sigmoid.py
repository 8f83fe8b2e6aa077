"""Softmax 與 sigmoid / Softmax and sigmoid"""

import numpy as np
from hw1_answers import KEPT, agree, agree_exactly, kept, signed

from examiner import approx, args, demands, hint, points


def right(z, axis=-1):
    e = np.exp(z)
    return e / e.sum(axis=axis, keepdims=True)


@points(1)
@demands("softmax", "axis", "lists", "arguments")
def test_softmax(student, rng):
    """softmax 的值 / Values of softmax"""
    inputs = [[5, 1, 3, -3, -3, 0], signed(rng, 5, 0.3).tolist(), [float(rng.uniform(1, 3))]]
    inputs += [signed(rng, shape, 0.3) for shape in [(3, 4), (1, 3), (3, 1), (2, 3, 4)]]
    inputs += [rng.integers(-4, 5, 4), rng.integers(-4, 5, (2, 3))]
    advice = "每列各自總和為 1。 / Every row sums to 1 by itself."
    agree(student.each("softmax", inputs, unchanged=True), map(right, inputs), advice)
    twice = list(signed(rng, (2, 5), 0.3))
    agree(kept(student, "softmax", twice), map(right, twice), KEPT)


@points(1)
@demands("softmax", "axis")
def test_axis(student, rng):
    """沿指定的軸 / Along the given axis"""
    calls = [(signed(rng, (4, 3), 0.3), 0), (signed(rng, (2, 3, 4), 0.3), 1), (signed(rng, (2, 3), 0.3), -2)]
    calls.append((signed(rng, 4, 0.3), 0))
    advice = "最大值與總和都要用 keepdims=True。 / Keep the dimension in the maximum and in the sum."
    agree(student.each("softmax", [args(z, axis=axis) for z, axis in calls]), [right(*call) for call in calls], advice)


@points(1)
@demands("softmax", "axis", "extremes", "lists", "arguments")
def test_large_logits(student, rng):
    """很大的 logits 不溢位 / Large logits do not overflow"""
    z, shifts = signed(rng, 4, 0.3), [0, 995, -995, 700]
    advice = "每個 logit 減去同一個數，softmax 不變。 / Subtract the same number from every logit: softmax stays."
    answers = student.each("softmax", [z + shift for shift in shifts], unchanged=True)
    agree(answers, [right(z)] * len(shifts), advice, rel=1e-3, near=1e-5)
    assert student.softmax([[1000, -1000, 0], [0, 0, -1000]]) == approx([[1, 0, 0], [0.5, 0.5, 0]]), hint(
        "每列減去該列自己的最大值。 / Subtract from every row its own maximum."
    )


@points(1)
@demands("form", "single", "ties", "extremes", "lists", "arguments")
def test_one_label(student, rng):
    """單一標籤 / One label per record"""
    z = signed(rng, (6, 4), 0.3)
    z[0], z[1] = -np.abs(z[0]), 5 + np.abs(z[1])  # no sigmoid above 0.5, and all of them
    expected = [[int(row.argmax())] for row in z]
    advice = "每筆恰好一個：機率最大的類別。 / Exactly one per record: the class of the largest probability."
    agree_exactly([student.unchanged(student.predict_labels, z.tolist(), False)], [expected], advice)
    large = [[998.0, 1000.0, 5.0], [-1000.0, -999.0, -1000.0]]
    agree_exactly([student.predict_labels(large, False)], [[[1], [1]]], "很大的 logits 也要對。 / Large logits too.")
    tie = student.predict_labels([[1, 3, 3, -2], [-1, -1, -1, -1]], multi_label=False)
    agree_exactly([tie], [[[1], [0]]], "機率相同時取最小的編號。 / The lowest number wins a tie.")


@points(1)
@demands("form", "several", "extremes", "lists", "arguments")
def test_several_labels(student, rng):
    """多個標籤 / Several labels per record"""
    z = signed(rng, (8, 5), 0.3)
    z[0, :4] = np.abs(z[0, :4])
    z[1, :2] = rng.uniform(0.002, 0.015, 2) * [1, -1]  # barely above and below one half
    expected = [[i for i, v in enumerate(row) if v > 0] for row in z.tolist()]
    advice = "每個類別各自用 sigmoid 與 0.5 比較。 / Compare every class's own sigmoid with 0.5."
    agree_exactly([student.unchanged(student.predict_labels, z, True)], [expected], advice)
    whole = [[5, 1, 3, -3, -3, -1], [-1000, 1000, -2, 1, -4, 2]]
    agree_exactly([student.predict_labels(whole, True)], [[[0, 1, 2], [1, 3, 5]]], advice)


@points(1)
@demands("form", "several", "half", "lists", "arguments")
def test_no_label_and_a_half(student, rng):
    """沒有標籤，以及剛好 0.5 / No label at all, and exactly 0.5"""
    z = signed(rng, (3, 4), 0.3)
    z[0], z[1], z[2] = -np.abs(z[0]), np.abs(z[1]), [0, 1.5, 0, -2]
    advice = "都不超過 0.5 時是空串列；剛好 0.5 不算。 / Empty where none is above 0.5; exactly 0.5 does not count."
    found = student.unchanged(student.predict_labels, z, multi_label=True)
    agree_exactly(
        [found, student.predict_labels([[0.0, 0.5], [0.0, -2.0]], True)], [[[], [0, 1, 2, 3], [1]], [[1], []]], advice
    )
