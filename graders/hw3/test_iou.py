"""IoU：兩個框重疊多少 / IoU: how much two boxes overlap"""

import numpy as np
from hw3_held import held

from examiner import approx, array, demands, hint, points, refuses


def common(low1, high1, low2, high2):
    return max(0.0, min(high1, high2) - max(low1, low2))


def expected(a, b):
    """Return the matrix of IoU, pair by pair."""
    table = np.zeros((len(a), len(b)))
    for i, (ax1, ay1, ax2, ay2) in enumerate(np.asarray(a, float).tolist()):
        for j, (bx1, by1, bx2, by2) in enumerate(np.asarray(b, float).tolist()):
            both = common(ax1, ax2, bx1, bx2) * common(ay1, ay2, by1, by2)
            if both > 0:
                table[i, j] = both / ((ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - both)
    return table


def draw(rng, n, scale=1.0):
    corner = rng.uniform(-1, 1, (n, 2))
    return scale * np.concatenate([corner, corner + rng.uniform(0.2, 1.6, (n, 2))], axis=1)


def good(student, rng):
    a, b = draw(rng, 3), draw(rng, 2)
    assert array(student.iou(a, b), (3, 2)) == approx(expected(a, b), rel=1e-4, abs=1e-6)


@points(1)
@demands("values")
def test_known_pairs(student, rng):
    """相同、包含、碰到邊或角、分開 / Identical, contained, touching at an edge or a corner, apart"""
    x, y = rng.integers(-20, 20, 2).tolist()
    box = [x, y, x + 8, y + 6]
    others = [
        box,  # 1
        [x + 2, y + 1, x + 5, y + 5],  # inside: 12 / 48
        [x - 4, y - 3, x + 12, y + 9],  # around: 48 / 192
        [x + 4, y + 3, x + 12, y + 9],  # a quarter of each: 12 / 84
        [x + 8, y, x + 16, y + 6],  # touches on the right
        [x, y - 6, x + 8, y],  # touches above
        [x + 8, y + 6, x + 9, y + 7],  # touches at a corner
        [x + 10, y + 9, x + 14, y + 12],  # apart in both directions
        [x + 1, y + 9, x + 5, y + 12],  # apart in y only
        [x - 9, y + 1, x - 5, y + 4],  # apart in x only
    ]
    found = array(student.iou([box], others), (1, 10))
    assert found == approx([[1, 1 / 4, 1 / 4, 1 / 7, 0, 0, 0, 0, 0, 0]], rel=1e-4, abs=1e-6), hint(
        "分開的兩個框，交集的寬或高會算成負數：先改成 0 再相乘。寬是 x2 − x1，不加 1。"
        " / Boxes apart give an intersection of negative width or height: make it 0 before multiplying."
        " The width is x2 − x1, without 1 added."
    )


@points(2)
@demands("values")
def test_random_boxes(student, rng):
    """n 個框對 m 個框，得到 (n, m) / n boxes with m boxes give (n, m)"""
    cases = [(draw(rng, n, scale), draw(rng, m, scale)) for n, m, scale in [(5, 7, 1.0), (6, 4, 250.0), (3, 3, 0.01)]]
    answers = student.each("iou", [(a, b.tolist()) for a, b in cases])
    for answer, (a, b) in zip(answers, cases, strict=True):
        assert array(answer, (len(a), len(b))) == approx(expected(a, b), rel=1e-4, abs=1e-6), hint(
            "第 i 列第 j 行是 a[i] 與 b[j] 的 IoU。 / Row i, column j holds the IoU of a[i] and b[j]."
        )


@points(1)
@demands("values", "no-area")
def test_no_area(student, rng):
    """面積是 0 的框得到 0，不是 NaN / Boxes of area 0 give 0, not NaN"""
    x, y = rng.uniform(0, 3, 2)
    flat = [[x, y, x, y], [x, y, x + 2, y], [x, y - 1, x, y + 2], [x, y, x, y]]
    full = [[x - 1, y - 1, x + 2, y + 3], [x, y - 1, x + 1, y + 1]]
    boxes = flat + full
    found = array(student.iou(boxes, boxes), (6, 6))
    assert found == approx(expected(boxes, boxes), rel=1e-4, abs=1e-6), hint(
        "聯集的面積可能是 0：不要用 0 去除。 / The area of the union may be 0: do not divide by it."
    )


@points(1)
@demands("values", "no-boxes", "small-integers")
def test_shapes(student, rng):
    """一個框、沒有框、小整數 / One box, no boxes, small integers"""
    cases = [(draw(rng, n), draw(rng, m)) for n, m in [(1, 4), (4, 1), (1, 1)]]
    for answer, (a, b) in zip(student.each("iou", cases, unchanged=True), cases, strict=True):
        assert array(answer, (len(a), len(b))) == approx(expected(a, b), rel=1e-4, abs=1e-6)
    cases = [(draw(rng, 3), draw(rng, 2)) for _ in range(2)]
    for answer, (a, b) in zip(held(student, student.iou, cases), cases, strict=True):
        assert array(answer, (3, 2)) == approx(expected(a, b), rel=1e-4, abs=1e-6), hint(
            "每次呼叫都要給新的陣列。 / Every call gives a new array."
        )
    corner = rng.integers(-30, 30, (4, 2))
    small = np.concatenate([corner, corner + rng.integers(250, 300, (4, 2))], axis=1).astype(np.int16)
    assert array(student.iou(small, small[:3]), (4, 3)) == approx(expected(small, small[:3]), rel=1e-4), hint(
        "int16 的面積會溢位：先轉成浮點數。 / Areas overflow in int16: convert to float first."
    )
    bytes_ = np.array([[5, 5, 30, 20], [200, 100, 250, 230], [10, 100, 220, 220]], dtype=np.uint8)
    assert array(student.iou(bytes_, bytes_[::-1]), (3, 3)) == approx(expected(bytes_, bytes_[::-1]), rel=1e-4), hint(
        "uint8 沒有負數：先轉成浮點數再相減。 / uint8 has no negative numbers: convert to float before subtracting."
    )
    none = [(draw(rng, n), nothing) for n in (1, 3) for nothing in ([], np.zeros((0, 4)))]
    for answer, (boxes, _) in zip(student.each("iou", none), none, strict=True):
        assert array(answer).shape == (len(boxes), 0), hint(
            "b 沒有框時，形狀是 (n, 0)。 / Without boxes in b the shape is (n, 0)."
        )
    for answer, (boxes, _) in zip(student.each("iou", [(b, a) for a, b in none]), none, strict=True):
        assert array(answer).shape in ((0, len(boxes)), (0,)), hint(  # (0,): a list without rows
            "a 沒有框時，形狀是 (0, m)。 / Without boxes in a the shape is (0, m)."
        )


@points(1)
@demands("values", "errors")
def test_bad_arguments(student, rng):
    """形狀不合或角的順序相反時 ValueError / Wrong shapes or corners the wrong way round raise ValueError"""
    good(student, rng)
    a, b = draw(rng, 4), draw(rng, 4)
    bad = (
        b[:, :3],
        np.concatenate([b, b], axis=1),
        b[0],
        b[np.newaxis],
        b[:, [2, 1, 0, 3]],
        b[:, [0, 3, 2, 1]],
        np.concatenate([b[:3], b[3:, [2, 1, 0, 3]]]),
    )
    refuses(student.iou, [(a, boxes) for boxes in bad] + [(boxes, a) for boxes in bad])
