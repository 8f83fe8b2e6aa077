"""非極大值抑制 NMS / Non-maximum suppression, NMS"""

import numpy as np
from hw3_boxes import iou

from examiner import approx, array, demands, hint, points, refuses

THRESHOLDS = (0.2, 0.35, 0.5, 0.7)


def expected(boxes, scores, threshold, classes=None):
    """Return the indices kept: a box stays unless a kept one of its class, before it in the order, overlaps."""
    classes = np.zeros(len(boxes)) if classes is None else classes
    kept = []
    for i in sorted(range(len(boxes)), key=lambda i: (-scores[i], i)):
        if not any(classes[j] == classes[i] and iou(boxes[i], boxes[j]) >= threshold for j in kept):
            kept.append(i)
    return kept


def draw(rng, n, piles=3):
    """Boxes in piles, none with an IoU next to a threshold, and scores all different, in any order."""
    scale = 10.0 ** rng.integers(-2, 3)
    while True:
        centre = rng.uniform(-3, 3, (piles, 2))[rng.integers(piles, size=n)] + rng.normal(0, 0.35, (n, 2))
        half = rng.uniform(0.6, 1.2, (n, 2))
        boxes = np.concatenate([centre - half, centre + half], axis=1)
        table = np.array([iou(a, b) for a in boxes for b in boxes])
        if all(np.abs(table - threshold).min() > 1e-4 for threshold in THRESHOLDS):
            return boxes * scale, (rng.permutation(n) + 1) / (n + 1)


def indices(answer):
    """Return the student's indices, which may be a list; of an empty one the type does not matter."""
    found = array(answer, (None,), name="索引 / the indices")
    return array(answer, (None,), dtype=int, name="索引 / the indices") if len(found) else found


def same(answer, wanted, advice=""):
    found = indices(answer)
    assert found == approx(np.array(wanted, dtype=float), rel=0, abs=0), hint(
        advice or "留下的索引或它們的順序不對。 / The indices kept or their order are wrong."
    )


@points(2)
@demands("greedy", "order")
def test_greedy(student, rng):
    """留下的框與順序 / Which boxes are kept, in which order"""
    cases = [(*draw(rng, n), threshold) for threshold in THRESHOLDS for n in (12, 25)]
    answers = student.each("nms", [(boxes, scores.tolist(), threshold) for boxes, scores, threshold in cases])
    for answer, case in zip(answers, cases, strict=True):
        same(
            answer,
            expected(*case),
            "依分數由高到低，回傳索引；只有留下的框才會抑制別的框。"
            " / Return indices by descending score; only boxes that are kept suppress others.",
        )


@points(1)
@demands("greedy", "order", "ties")
def test_ties(student, rng):
    """同分時索引小的先 / Among equal scores the lower index first"""
    cases = [(draw(rng, 20)[0], rng.integers(1, 4, 20) / 4, threshold) for threshold in THRESHOLDS]
    for answer, case in zip(student.each("nms", cases, unchanged=True), cases, strict=True):
        same(
            answer,
            expected(*case),
            "同分時，索引小的先處理。 / Among equal scores the lower index is dealt with first.",
        )


@points(1)
@demands("greedy", "order", "at-threshold", "classes")
def test_exactly_at_the_threshold(student, rng):
    """IoU 剛好等於臨界值也丟掉 / An IoU equal to the threshold drops the box"""
    advice = "IoU ≥ threshold 就丟掉，相等也算。 / Drop at IoU ≥ threshold, equality included."
    x, y = rng.integers(-9, 9, 2).tolist()
    boxes = [[x, y, x + 4, y + 4], [x, y + 2, x + 4, y + 4], [x + 1, y, x + 3, y + 2], [x, y, x + 4, y + 3]]
    scores = [0.9, 0.3, 0.5, 0.6]  # IoU with the first: 0.5, 0.25, 0.75
    kept = {0.5: [0, 2], 0.501: [0, 2, 1], 0.25: [0], 0.75: [0, 2, 1], 0.76: [0, 3, 2, 1]}
    answers = student.each("nms", [(boxes, scores, threshold) for threshold in kept], unchanged=True)
    for answer, wanted in zip(answers, kept.values(), strict=True):
        same(answer, wanted, advice)
    same(student.nms(boxes + boxes[:1], [*scores, 0.8], 1.0), [0, 3, 2, 1], advice)
    same(student.class_nms(boxes, scores, [1, 1, 0, 0], 0.5), [0, 3, 2], advice)


@points(1)
@demands("greedy", "order", "no-area", "no-boxes")
def test_edge_cases(student, rng):
    """連鎖、面積 0、一個框、沒有框 / Chains, boxes of area 0, one box, no boxes"""
    x = float(rng.uniform(-5, 5))
    chain = [[x + 4, 0, x + 14, 10], [x + 2, 0, x + 12, 10], [x, 0, x + 10, 10]]
    same(
        student.nms(chain, [0.7, 0.8, 0.9], 0.6),
        [2, 0],
        "被丟掉的框不會再抑制別的框。 / A box that was dropped suppresses no other.",
    )
    flat = [[x, 1, x, 4], [x, 1, x, 4], [x, 1, x + 5, 1], [x - 1, 0, x + 6, 5], [x, 1, x + 5, 1], [x, 1, x, 1]] * 2
    scores = rng.permutation(12) / 12
    same(
        student.nms(flat, scores, 0.25),
        expected(flat, scores, 0.25),
        "面積是 0 的框，IoU 是 0（不是 NaN）：一定留下。 / Boxes of area 0 have IoU 0, not NaN: they are always kept.",
    )
    same(student.nms([[1, 2, 3, 4]], [0.1], 0.5), [0])
    nothing = ([], np.zeros((0, 4)))
    for answer in student.each("nms", [(boxes, [], 0.5) for boxes in nothing]):
        same(answer, [])
    for answer in student.each("class_nms", [(boxes, [], [], 0.5) for boxes in nothing]):
        same(answer, [])


@points(2)
@demands("greedy", "order", "classes")
def test_classes(student, rng):
    """每個類別各做一次 / Each class on its own"""
    advice = (
        "不同類別的框不會互相抑制；所有類別一起依分數排列。"
        " / Boxes of different classes do not suppress each other; all classes are sorted by score together."
    )
    box = [0, 0, 10, 10]
    same(student.class_nms([box, box, box, box], [0.5, 0.7, 0.6, 0.9], [0, 1, 0, 1], 0.5), [3, 2], advice)
    far = float(rng.integers(50, 90))  # with negative coordinates, a shift by the class number may join what is apart
    boxes = [[far, far, far + 10, far + 10], [-10.5, -10.5, -0.5, -0.5]]
    same(student.class_nms(boxes, [0.6, 0.8], [0, 1], 0.5), [1, 0], advice)
    cases = [
        (*draw(rng, 20, piles=2), rng.choice(names, 20), threshold)
        for threshold in THRESHOLDS
        for names in ([0, 1], [7, -3, 1000], [5])
    ]
    for answer, case in zip(student.each("class_nms", cases, unchanged=True), cases, strict=True):
        boxes, scores, classes, threshold = case
        same(answer, expected(boxes, scores, threshold, classes), advice)


@points(1)
@demands("greedy", "order", "ties", "classes")
def test_ties_between_classes(student, rng):
    """不同類別之間同分時也是索引小的先 / Equal scores in different classes: the lower index first too"""
    cases = [
        [draw(rng, 20, piles=2)[0], rng.integers(1, 4, 20) / 4, rng.choice([2, -1, 0], 20), threshold]
        for threshold in THRESHOLDS
    ]
    answers = student.each("class_nms", [(*(part.tolist() for part in case[:3]), case[3]) for case in cases])
    for answer, (boxes, scores, classes, threshold) in zip(answers, cases, strict=True):
        same(answer, expected(boxes, scores, threshold, classes))


@points(1)
@demands("greedy", "order", "classes", "errors")
def test_bad_arguments(student, rng):
    """形狀不合時 ValueError / Shapes that do not fit raise ValueError"""
    boxes, scores = draw(rng, 4)
    classes = [0, 1, 1, 0]
    same(student.nms(boxes, scores, 0.5), expected(boxes, scores, 0.5))
    same(student.class_nms(boxes, scores, classes, 0.5), expected(boxes, scores, 0.5, classes))
    bad = [
        (boxes[:, :3], scores),
        (np.concatenate([boxes, boxes[:, :1]], axis=1), scores),
        (boxes.ravel(), scores),
        (boxes[:3], scores),
        (boxes, scores[:3]),
        (boxes, scores[:, np.newaxis]),
        (boxes[:1], scores[:1, np.newaxis]),
        ([], scores),
    ]
    refuses(student.nms, [(*pair, 0.5) for pair in bad])
    with_classes = [(*pair, np.zeros(np.shape(pair[1]), dtype=int), 0.5) for pair in bad]
    bad_classes = (classes[:3], [*classes, 0], [[0]] * 4)
    refuses(student.class_nms, with_classes + [(boxes, scores, names, 0.5) for names in bad_classes])
