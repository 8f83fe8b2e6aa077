"""錨框：從網路輸出到框 / Anchors: from the network's output to boxes"""

import math

import numpy as np
from hw3_held import held

from examiner import approx, args, array, demands, hint, points, refuses


def expected(t, cell, anchor, stride):
    """Return centre, width and height of one box."""
    inside = [math.tanh(value / 2) / 2 + 0.5 for value in t[:2]]  # the sigmoid
    centre = [(s + c) * stride for s, c in zip(inside, cell, strict=True)]
    return centre + [p * math.exp(value) for p, value in zip(anchor, t[2:], strict=True)]


def draw(rng, n):
    cells = np.stack([rng.integers(0, 6, n), rng.integers(7, 13, n)], axis=1)
    anchors = np.stack([rng.uniform(10, 50, n), rng.uniform(60, 150, n)], axis=1)
    return rng.normal(0, 1, (n, 4)), cells, anchors


@points(2)
@demands("centre", "size")
def test_one_box(student, rng):
    """一個框的中心與寬高 / Centre, width and height of one box"""
    strides = (8, 32, float(rng.uniform(3, 20)), 1)
    cases = [(*(part[0] for part in draw(rng, 1)), stride) for stride in strides]
    whole = np.array([1, -1, 1, -2]), np.array([3, 7]), np.array([30, 61]), 8  # but the box has fractions
    cases.append(whole)
    for answer, case in zip(student.each("decode_boxes", cases), cases, strict=True):
        assert array(answer, (4,)) == approx(expected(*case), rel=1e-4), hint(
            "中心用 sigmoid 再加上格子，乘 stride；寬高是錨框乘指數，不乘 stride。"
            " / The centre: sigmoid plus cell, times the stride. Width and height: anchor times exponential, no stride."
        )
    found = array(student.decode_boxes([800, -800, 0, 0], [3, 5], [20, 30], 16), (4,))
    assert found == approx([64, 80, 20, 30], rel=1e-4), hint(
        "很大或很小的 t：σ 是 1 或 0。 / For very large or small t, σ is 1 or 0."
    )


@points(1)
@demands("centre", "size", "shared")
def test_batch(student, rng):
    """(n, 4)，格子與錨框共用或每框一列 / (n, 4), with cell and anchor shared or a row for each box"""
    for n in (5, 1, 2, 4):
        t, cells, anchors = draw(rng, n)
        stride = float(rng.uniform(4, 32))
        pairs = [(cells, anchors), (cells[0], anchors), (cells, anchors[0]), (cells[0], anchors[0])]
        answers = student.each("decode_boxes", [(t, cell, anchor.tolist(), stride) for cell, anchor in pairs])
        for answer, (cell, anchor) in zip(answers, pairs, strict=True):
            rows = zip(t, np.broadcast_to(cell, (n, 2)), np.broadcast_to(anchor, (n, 2)), strict=True)
            assert array(answer, (n, 4)) == approx([expected(*row, stride) for row in rows], rel=1e-4)
    array(student.unchanged(student.decode_boxes, t.copy(), cells.astype(float), anchors.copy(), 8), (n, 4))
    cases = [(t[i], cells[i], anchors[i], 8) for i in range(2)]
    for answer, case in zip(held(student, student.decode_boxes, cases), cases, strict=True):
        assert array(answer, (4,)) == approx(expected(*case), rel=1e-4), hint(
            "每次呼叫都要給新的陣列。 / Every call gives a new array."
        )


@points(2)
@demands("count")
def test_candidates(student, rng):
    """候選框的總數 / The number of candidates"""
    assert student.count_candidates() == approx(10647, rel=0), hint(
        "預設是三種格子，每格 3 個錨框。 / The default is three grids with 3 anchors in every cell."
    )
    for count in (1, 2, 4):
        sizes = rng.integers(2, 40, count).tolist()
        anchors = int(rng.integers(4, 9))
        cells = sum(s * s for s in sizes)
        wanted = [(args(sizes=sizes), cells * 3), ((tuple(sizes), anchors), cells * anchors)]
        wanted.append((args(anchors=anchors), 3549 * anchors))
        answers = student.each("count_candidates", [case for case, _ in wanted], unchanged=True)
        for answer, (_, total) in zip(answers, wanted, strict=True):
            assert answer == approx(total, rel=0)


@points(1)
@demands("centre", "size", "errors")
def test_bad_arguments(student, rng):
    """形狀不合、錨框或 stride 不是正數時 ValueError / Wrong shapes or sizes not positive raise ValueError"""
    t, cells, anchors = draw(rng, 3)
    found = array(student.decode_boxes(t[:1], cells[0], anchors[0], 0.5), (1, 4))
    assert found == approx([expected(t[0], cells[0], anchors[0], 0.5)], rel=1e-4)
    found = array(student.decode_boxes(t[0], cells[0], anchors[0] / 1000, 0.5), (4,))
    assert found == approx(expected(t[0], cells[0], anchors[0] / 1000, 0.5), rel=1e-4)
    bad = [
        (t[:, :3], cells, anchors, 8),
        (np.concatenate([t, t], axis=1), cells, anchors, 8),
        (t[:, :1], cells, anchors, 8),
        (t, cells[:, :1], anchors, 8),
        (t, np.concatenate([cells, cells], axis=1), anchors, 8),
        (t, cells, anchors[:, :1], 8),
        (t, cells, anchors * [1, 0], 8),
        (t, cells, anchors * [-1, 1], 8),
        (t[0], cells[0], [0, 5], 8),
        (t, cells, anchors, 0),
        (t, cells, anchors, -8),
    ]
    refuses(student.decode_boxes, bad)
