"""平均精確率 AP 與 mAP / Average precision, AP and mAP"""

import numpy as np
from hw3_boxes import iou

from examiner import approx, demands, hint, number, points, refuses

BOX = [0, 0, 10, 10]
FAR = [50, 50, 60, 60]


def expected(detections, truth, threshold):
    """For each true box that can be recalled, the best precision at that recall or beyond."""
    free, hits = set(range(len(truth))), []
    for i in sorted(range(len(detections)), key=lambda i: (-detections[i][1], i)):
        picture, _, box = detections[i]
        ranked = sorted((-iou(box, truth[j][1]), j) for j in free if truth[j][0] == picture)
        hits.append(bool(ranked) and -ranked[0][0] >= threshold)
        if hits[-1]:
            free.remove(ranked[0][1])
    counts = [sum(hits[: i + 1]) for i in range(len(hits))]
    best = [
        max((count / (i + 1) for i, count in enumerate(counts) if count >= wanted), default=0.0)
        for wanted in range(1, len(truth) + 1)
    ]
    return sum(best) / len(truth)


def draw(rng, names, threshold):
    """Pictures with a few true boxes, and detections near them, twice, or nowhere; no IoU next to the threshold."""
    scale = 10.0 ** rng.integers(-2, 3)
    while True:
        truth, detections = [], []
        for name in names:
            for _ in range(rng.integers(1, 4)):
                corner = rng.uniform(0, 2.5, 2)
                box = np.concatenate([corner, corner + rng.uniform(0.8, 1.5, 2)])
                truth.append((name, (box * scale).tolist()))
                for _ in range(rng.integers(0, 4)):
                    detections.append((name, (box + rng.normal(0, 0.12, 4)) * scale))
            detections.append((name, (np.array([0, 0, 1, 1]) + np.tile(rng.uniform(0, 3, 2), 2)) * scale))
        table = np.array([iou(box, other) for name, box in detections for also, other in truth if name == also])
        if np.abs(table - threshold).min() > 1e-4:
            scores = rng.permutation(len(detections)) / len(detections)
            detections = [(name, s, box.tolist()) for (name, box), s in zip(detections, scores.tolist(), strict=True)]
            mixed = rng.permutation(len(truth)).tolist()
            return detections, [truth[i] for i in mixed]


@points(2)
@demands("order", "same-picture", "once", "largest-iou", "interpolation")
def test_random_pictures(student, rng):
    """隨機的圖與偵測 / Random pictures and detections"""
    kinds = [0, 1, 2, 3], ["a.png", "b.png", "c.png"], [17]
    cases = [(*draw(rng, names, threshold), threshold) for names in kinds for threshold in (0.3, 0.5, 0.75)]
    for answer, case in zip(student.each("average_precision", cases, unchanged=True), cases, strict=True):
        assert number(answer) == approx(expected(*case), rel=1e-5, abs=1e-8)


@points(1)
@demands("order", "same-picture", "once", "largest-iou", "interpolation")
def test_each_truth_once(student):
    """每個正確框只配對一次，而且要在同一張圖 / Each true box is matched once, and in its own picture"""
    advice = "重複的偵測、別張圖的偵測，都是誤報。 / Repetitions, and detections in another picture, are false alarms."
    detections = [(1, 0.9, BOX), (1, 0.8, BOX), (2, 0.7, BOX), (1, 0.6, [20, 0, 30, 10])]
    truth = [(1, BOX), (1, [20, 0, 30, 10]), (3, BOX)]
    assert number(student.average_precision(detections, truth, 0.5)) == approx((1 + 2 / 4) / 3), hint(advice)
    near = [1, 0, 11, 10]  # IoU with BOX 9 / 11; both truths overlap with both detections
    both = [(1, 0.9, BOX), (1, 0.8, BOX)]
    assert number(student.average_precision(both, [(1, near), (1, BOX)], 0.5)) == approx(1), hint(
        "已經用掉的正確框不再考慮：看剩下的裡面 IoU 最大的。"
        " / A true box that is used up is out of the running: look for the largest IoU among the others."
    )
    chain = [(1, 0.9, BOX), (1, 0.8, [8, 0, 18, 10])]  # the true box [4, 0, 14, 10] has IoU 60 / 140 with both
    found = number(student.average_precision(chain, [(1, [4, 0, 14, 10]), (1, BOX)], 0.4))
    assert found == approx(1), hint(
        "取 IoU 最大的正確框，不是第一個夠大的。 / Take the true box of largest IoU, not the first that will do."
    )
    assert number(student.average_precision([["x", 0.4, BOX]], [["x", BOX], ["y", BOX]], 0.5)) == approx(0.5), hint(
        advice
    )


@points(1)
@demands("order", "ties", "once", "largest-iou", "at-threshold")
def test_order_and_boundary(student):
    """由高分到低分、同分照順序、剛好等於臨界值 / From high to low scores, ties in order, exactly at the threshold"""
    high, low = [("a", 0.3, FAR), ("a", 0.8, BOX)], [("a", 0.8, FAR), ("a", 0.3, BOX)]
    assert number(student.average_precision(high, [("a", BOX)], 0.5)) == approx(1)
    assert number(student.average_precision(low, [("a", BOX)], 0.5)) == approx(0.5), hint(
        "分數高的先處理。 / Higher scores come first."
    )
    hit, miss = ("a", 0.5, BOX), ("a", 0.5, FAR)
    ties = {1: [hit, miss], 1 / 2: [miss, hit], 1 / 3: [miss, miss, hit]}
    answers = student.each("average_precision", [(detections, [("a", BOX)], 0.5) for detections in ties.values()])
    for answer, wanted in zip(answers, ties, strict=True):
        assert number(answer) == approx(wanted), hint(
            "同分的依串列中的順序。 / Equal scores in their order in the list."
        )
    half = [("a", 0.9, [0, 0, 10, 5])]
    answers = student.each("average_precision", [(half, [("a", BOX)], threshold) for threshold in (0.5, 0.51, 0.49)])
    for answer, wanted in zip(answers, (1, 0, 1), strict=True):
        assert number(answer) == approx(wanted), hint("IoU ≥ 臨界值就是命中。 / A hit is IoU ≥ threshold.")
    between, right = [5, 0, 15, 10], [10, 0, 20, 10]  # between: the same IoU, 1/3, with BOX and right
    detections = [("a", 0.9, between), ("a", 0.8, BOX)]
    for truth, wanted in [([BOX, right], 0.5), ([right, BOX], 1)]:
        found = number(student.average_precision(detections, [("a", box) for box in truth], 0.25))
        assert found == approx(wanted), hint("IoU 一樣大時，取較前的正確框。 / Equal IoU: the earlier true box.")


@points(1)
@demands("order", "interpolation")
def test_interpolation(student):
    """全點內插 / All-points interpolation"""
    boxes = [[20 * i, 0, 20 * i + 10, 10] for i in range(8)]
    calls, areas = [], []
    for pattern, total, wanted in [
        ("1011", 4, (1 + 3 / 4 + 3 / 4) / 4),
        ("0110", 2, (2 / 3 + 2 / 3) / 2),
        ("10010111", 8, (1 + 3 * 5 / 8 + 5 / 8) / 8),
        ("0001", 1, 1 / 4),
        ("110", 5, 2 / 5),
    ]:
        hits = iter(boxes)
        detections = [(0, 1 - i / 10, next(hits) if c == "1" else FAR) for i, c in enumerate(pattern)]
        calls.append((detections, [(0, box) for box in boxes[:total]], 0.5))
        areas.append(wanted)
    for answer, wanted in zip(student.each("average_precision", calls), areas, strict=True):
        assert number(answer) == approx(wanted), hint(
            "每個命中，乘上「從這裡往後最大的精確率」；分母是正確框的總數。"
            " / For every hit take the largest precision from there on; divide by the number of true boxes."
        )


@points(2)
@demands("order", "same-picture", "once", "largest-iou", "at-threshold", "interpolation", "mean", "missing-classes")
def test_mean(student, rng):
    """mAP：各類別的平均 / mAP: the mean over classes"""
    pairs = {name: draw(rng, [0, 1, 2], 0.5) for name in ("cat", "car", "dog")}
    detections = {name: pair[0] for name, pair in pairs.items()}
    truth = {name: pair[1] for name, pair in pairs.items()}
    each = {name: expected(*pair, 0.5) for name, pair in pairs.items()}
    total = sum(each.values())
    mean = number(student.unchanged(student.mean_average_precision, detections, truth, 0.5))
    assert mean == approx(total / 3, rel=1e-5), hint(
        "先算每個類別的 AP 再平均，不要把類別混在一起。 / Average the APs of the classes; do not mix the classes."
    )
    strict = sum(expected(*pair, 0.7) for pair in pairs.values()) / 3
    assert number(student.mean_average_precision(detections, truth, 0.7)) == approx(strict, rel=1e-5)
    found = number(student.mean_average_precision(detections, {**truth, "bird": [(0, BOX)]}, 0.5))
    assert found == approx(total / 4, rel=1e-5), hint(
        "有正確框、沒有偵測的類別，AP 是 0。 / A class with true boxes but no detections has AP 0."
    )
    found = number(student.mean_average_precision({**detections, "bird": [(0, 0.9, BOX)]}, {**truth, "bird": []}, 0.5))
    assert found == approx(total / 3, rel=1e-5), hint(
        "沒有正確框的類別不算。 / A class without true boxes does not count."
    )
    found = number(student.mean_average_precision(detections, {"dog": truth["dog"]}, 0.5))
    assert found == approx(each["dog"], rel=1e-5)
    half = {"cat": [(0, 0.9, [0, 0, 10, 5])]}, {"cat": [(0, BOX)]}
    assert number(student.mean_average_precision(*half, 0.5)) == approx(1), hint(
        "IoU ≥ 臨界值就是命中。 / A hit is IoU ≥ threshold."
    )


@points(1)
@demands("order", "same-picture", "once", "largest-iou", "interpolation", "no-area", "errors")
def test_nothing(student, rng):
    """沒有偵測、面積 0、沒有正確框 / No detections, boxes of area 0, no true boxes"""
    detections, truth = draw(rng, [5, 6], 0.5)
    wanted = approx(expected(detections, truth, 0.5), rel=1e-5)
    assert number(student.average_precision(detections, truth, 0.5)) == wanted
    assert number(student.mean_average_precision({0: detections}, {0: truth}, 0.5)) == wanted
    assert number(student.average_precision([], truth, 0.5)) == approx(0)
    lines = [3, 1, 3, 9], [3, 1, 9, 1], [3, 3, 3, 3]
    flat = [([(5, 0.9, line), (5, 0.8, BOX)], [(5, line), (5, BOX)], 0.1) for line in lines]
    for answer in student.each("average_precision", flat):
        assert number(answer) == approx(0.25), hint("面積是 0 的框不會命中。 / A box of area 0 is never a hit.")
    refuses(student.average_precision, [(detections, [], 0.5)])
    refuses(student.mean_average_precision, [({0: detections}, empty, 0.5) for empty in ({}, {0: []})])
