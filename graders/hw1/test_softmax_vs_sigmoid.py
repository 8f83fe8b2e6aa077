"""Softmax 與 sigmoid / Softmax and sigmoid"""

import math

import numpy as np

from examiner import approx, array, hint, points


def softmax_row(row):
    top = max(row)
    weights = [math.exp(v - top) for v in row]
    return [w / math.fsum(weights) for w in weights]


def logits(rng, *shape):
    """Return logits of both signs, away from 0."""
    return rng.uniform(0.3, 4, shape) * rng.choice([-1, 1], shape)


def labels(answer, n):
    """Return the answer as n tuples of class numbers, or fail the check saying what was expected."""
    records = answer.tolist() if isinstance(answer, np.ndarray) else answer
    assert isinstance(records, list | tuple) and len(records) == n, hint(
        f"應為長度 {n} 的串列，每筆一個串列。 / Expected a list of length {n}, with a list for each record."
    )
    return [record_labels(record) for record in records]


def record_labels(record):
    record = record.tolist() if isinstance(record, np.ndarray) else record
    assert isinstance(record, list | tuple), hint(
        "每筆的標籤是一個串列，只有一個時也一樣。 / The labels of a record are a list, also when there is only one."
    )
    return tuple(array(record, (None,), dtype=int, name="a record's labels").tolist()) if record else ()


@points(1)
def test_softmax(student, rng):
    """softmax 的值 / Values of softmax"""
    example = array(student.softmax([5, 1, 3, -3, -3, 0]), (6,))
    assert example == approx([0.8613, 0.0158, 0.1166, 0.0003, 0.0003, 0.0058], abs=6e-5)
    z = logits(rng, 5)
    assert array(student.softmax(z.tolist()), (5,)) == approx(softmax_row(z.tolist()), rel=1e-4, abs=1e-6)
    z = logits(rng, 3, 4)
    expected = [softmax_row(row) for row in z.tolist()]
    assert array(student.softmax(z), (3, 4)) == approx(expected, rel=1e-4, abs=1e-6), hint(
        "每列各自總和為 1。 / Every row sums to 1 by itself."
    )


@points(1)
def test_axis(student, rng):
    """沿指定的軸 / Along the given axis"""
    z = logits(rng, 4, 3)
    expected = np.transpose([softmax_row(column) for column in z.T.tolist()])
    assert array(student.softmax(z, axis=0), (4, 3)) == approx(expected, rel=1e-4, abs=1e-6)
    z = logits(rng, 2, 3, 4)
    expected = np.apply_along_axis(softmax_row, 1, z)
    assert array(student.softmax(z, axis=1), (2, 3, 4)) == approx(expected, rel=1e-4, abs=1e-6), hint(
        "最大值與總和都要用 keepdims=True。 / Keep the dimension in the maximum and in the sum."
    )


@points(1)
def test_large_logits(student, rng):
    """很大的 logits 不溢位 / Large logits do not overflow"""
    z = logits(rng, 4)
    for shift in (1000, -1000, 700):
        assert array(student.softmax(z + shift), (4,)) == approx(softmax_row(z.tolist()), rel=1e-3, abs=1e-5), hint(
            "每個 logit 減去同一個數，softmax 不變。"
            " / Subtract the same number from every logit: softmax does not change."
        )
    student.unchanged(student.softmax, z)
    two = array(student.softmax([[1000, -1000, 0], [0, 0, -1000]]), (2, 3))
    assert two == approx([[1, 0, 0], [0.5, 0.5, 0]]), hint(
        "每列減去該列自己的最大值。 / Subtract from every row its own maximum."
    )


@points(1)
def test_one_label(student, rng):
    """單一標籤 / One label per record"""
    z = logits(rng, 6, 4)
    z[0] = -np.abs(z[0])  # no sigmoid above 0.5
    z[1] = 5 + np.abs(z[1])  # every sigmoid above 0.5
    expected = [(row.index(max(row)),) for row in z.tolist()]
    assert labels(student.predict_labels(z.tolist(), False), 6) == expected, hint(
        "每筆恰好一個：機率最大的類別。 / Exactly one per record: the class of the largest probability."
    )
    tie = [[1, 3, 3, -2], [-1, -1, -1, -1]]
    assert labels(student.predict_labels(tie, multi_label=False), 2) == [(1,), (0,)], hint(
        "機率相同時取最小的編號。 / The lowest number wins a tie."
    )


@points(1)
def test_several_labels(student, rng):
    """多個標籤 / Several labels per record"""
    z = logits(rng, 8, 5)
    z[0, :4] = np.abs(z[0, :4])
    z[1, :2] = rng.uniform(0.002, 0.015, 2) * [1, -1]  # barely above and below one half
    expected = [tuple(i for i, v in enumerate(row) if v > 0) for row in z.tolist()]
    assert labels(student.unchanged(student.predict_labels, z, True), 8) == expected, hint(
        "每個類別各自用 sigmoid 與 0.5 比較。 / Compare every class's own sigmoid with 0.5."
    )


@points(1)
def test_no_label_and_a_half(student, rng):
    """沒有標籤，以及剛好 0.5 / No label at all, and exactly 0.5"""
    z = logits(rng, 3, 4)
    z[0], z[1] = -np.abs(z[0]), np.abs(z[1])
    z[2] = [0, 1.5, 0, -2]
    assert labels(student.unchanged(student.predict_labels, z, multi_label=True), 3) == [(), (0, 1, 2, 3), (1,)], hint(
        "都不超過 0.5 時是空串列；剛好 0.5 不算。"
        " / The list is empty where none is above 0.5; exactly 0.5 does not count."
    )
