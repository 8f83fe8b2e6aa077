"""組成偵測器 / Putting a detector together"""

import math
from itertools import pairwise

import numpy as np
from hw3_boxes import iou

from examiner import approx, array, demands, hint, points, reaches, refuses, unpack

GRID, STRIDE, SIDE = 13, 32, 416
ANCHORS = ((60, 120), (160, 100), (200, 160))


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def decode(slot, numbers):
    """Return (box, score, class) of one prediction."""
    row, column, anchor = slot
    x, y = (sigmoid(numbers[0]) + column) * STRIDE, (sigmoid(numbers[1]) + row) * STRIDE
    w, h = (p * math.exp(t) / 2 for p, t in zip(ANCHORS[anchor], numbers[2:4], strict=True))
    label = int(np.argmax(numbers[5:]))
    return [x - w, y - h, x + w, y + h], sigmoid(numbers[4]) * sigmoid(numbers[5 + label]), label


def empty_head():
    return np.full((GRID, GRID, 3, 8), -9.0)


def detections(answer):
    """Return the student's (boxes, scores, classes) as arrays."""
    boxes, scores, classes = unpack(answer, ("boxes", "scores", "classes"))
    scores = array(scores, (None,), name="分數 / the scores")
    n = len(scores)
    if n == 0:  # an empty list has no second dimension, and no type
        assert array(boxes).shape in ((0,), (0, 4)) and array(classes).shape == (0,), hint(
            "沒有偵測時，三者都是空的。 / Without detections all three are empty."
        )
        return np.zeros((0, 4)), scores, np.zeros(0, dtype=int)
    return (
        array(boxes, (n, 4), name="框 / the boxes"),
        scores,
        array(classes, (n,), dtype=int, name="類別 / the classes"),
    )


def same(answer, wanted, advice):
    """Compare with a list of (box, score, class), which need not be sorted."""
    boxes, scores, classes = detections(answer)
    wanted = sorted(wanted, key=lambda d: -d[1])
    assert len(scores) == len(wanted), hint(advice)
    assert scores == approx(np.array([d[1] for d in wanted]), rel=1e-4), hint(advice)
    assert boxes == approx(np.array([d[0] for d in wanted]).reshape(-1, 4), rel=1e-4, abs=1e-2), hint(advice)
    assert classes == approx(np.array([d[2] for d in wanted]), rel=0), hint(advice)


def apart(rng, n):
    """Draw a head with n predictions that do not overlap, and what they decode to."""
    head, found, taken = empty_head(), [], set()
    while len(found) < n:
        slot = tuple(rng.integers((GRID, GRID, 3)).tolist())
        numbers = np.concatenate([rng.normal(0, 1, 2), rng.normal(-0.8, 0.3, 2), rng.uniform(0.5, 3, 1), [-4, -4, -4]])
        numbers[5:] = rng.permutation([rng.uniform(0.5, 3), rng.uniform(-1, 0.2), -2])
        box, score, name = decode(slot, numbers)
        clash = any(iou(box, other) > 0.3 or abs(score - also) < 1e-3 for other, also, _ in found)
        if not clash and slot not in taken:
            taken.add(slot)
            head[slot] = numbers
            found.append((box, score, name))
    return head, found


@points(2)
@demands("boxes", "cells", "scores", "sigmoids", "least-score", "order")
def test_decoding(student, rng):
    """框、分數、類別 / Boxes, scores and classes"""
    cases = [apart(rng, n) for n in (1, 4, 7)]
    tall, row = empty_head(), int(rng.integers(GRID))
    tall[row, 2, 1] = [0, 1, -0.5, 12, 3, 2, -2, -2]  # boxes may be as large as they like
    cases.append((tall, [decode((row, 2, 1), tall[row, 2, 1])]))
    for answer, (_, wanted) in zip(student.each("detect", [(head,) for head, _ in cases]), cases, strict=True):
        same(
            answer,
            wanted,
            "raw_head[row, col]：c_x 是 col；換成兩個角；分數是 σ(t_obj)·σ(z)。依分數由高到低。"
            " / raw_head[row, col]: c_x is col; return two corners; the score is σ(t_obj)·σ(z). By descending score.",
        )


@points(1)
@demands("boxes", "cells", "scores", "sigmoids", "least-score", "order", "nothing")
def test_least_score(student, rng):
    """SCORE_MIN，剛好等於也留下 / SCORE_MIN, exactly equal is kept"""
    head = empty_head()
    row, column = rng.permutation(13)[:2].tolist()
    wanted = []
    for anchor, numbers in [
        (0, [0, 0, 0, 0, 0, 0, -3, -3]),  # 0.25 exactly
        (1, [0, 0, 0, 0, -0.05, -3, 0, -3]),  # just below
        (2, [0, 0, 0, 0, 0.05, -3, -3, 0]),  # just above
    ]:
        head[row, column, anchor] = numbers
        if anchor != 1:
            wanted.append(decode((row, column, anchor), numbers))
    same(
        student.detect(head.tolist()),
        wanted,
        "留下分數 ≥ 0.25 的框。分數是兩個 sigmoid 的積。 / Keep scores ≥ 0.25, the product of two sigmoids.",
    )
    same(student.detect(empty_head()), [], "沒有偵測。 / Nothing is there.")


@points(1)
@demands("boxes", "cells", "scores", "sigmoids", "least-score", "nms", "each-class", "order")
def test_suppression(student, rng):
    """每個類別各做 NMS / NMS within each class"""
    advice = (
        "同類別、IoU ≥ 0.5 的框只留最高分；不同類別都留下。"
        " / Of boxes in one class with IoU ≥ 0.5 keep the best; other classes stay."
    )
    # In one cell with t = 0 the IoU of anchors 1 and 2 is exactly 0.5, of anchors 0 and 1 it is 0.353.
    for names, stays in [((0, 1, 1), (0, 2)), ((2, 2, 1), (0, 1, 2)), ((1, 0, 0), (0, 2))]:
        head = empty_head()
        row, column = rng.integers(4, 9, 2).tolist()
        for anchor, (name, objectness) in enumerate(zip(names, (1.0, 2.0, 3.0), strict=True)):
            head[row, column, anchor, :5] = [0, 0, 0, 0, objectness]
            head[row, column, anchor, 5 + name] = 2
        wanted = [decode((row, column, a), head[row, column, a]) for a in stays]
        same(student.detect(head), wanted, advice)
    head = empty_head()  # a row of equal boxes, 32 pixels apart: IoU 0.724 next to each other, 0.515, 0.351, ...
    for column in range(3, 10):
        head[6, column, 2] = [0, 0, 0, 0, [3, 1, 1.5, 2.5, 1.2, 2, 2.2][column - 3], -3, 2, -3]
    same(student.detect(head), [decode((6, c, 2), head[6, c, 2]) for c in (3, 6, 9)], advice)
    crowds = [crowd(rng) for _ in range(2)]
    for answer, (_, wanted) in zip(student.each("detect", [(head,) for head, _ in crowds]), crowds, strict=True):
        same(answer, wanted, advice)


def crowd(rng):
    """Draw a head with many overlapping predictions, none of whose comparisons is close, and what NMS leaves of it."""
    while True:
        head, found = empty_head(), []
        for place in rng.permutation(75)[:24].tolist():
            slot = (4 + place // 15, 3 + place // 3 % 5, place % 3)
            head[slot] = np.concatenate(
                [rng.normal(0, 1, 2), rng.normal(0, 0.4, 2), rng.uniform(0.5, 3, 1), [-3, -3, -3]]
            )
            head[slot][5 + rng.integers(2)] = rng.uniform(0.5, 3)
            found.append(decode(slot, head[slot]))
        found.sort(key=lambda d: -d[1])
        close = any(abs(iou(a[0], b[0]) - 0.5) < 1e-3 for a in found for b in found)
        if not close and min(a[1] - b[1] for a, b in pairwise(found)) > 1e-4:
            kept = []
            for box, score, label in found:
                if all(other[2] != label or iou(other[0], box) < 0.5 for other in kept):
                    kept.append((box, score, label))
            return head, kept


@points(3)
@demands("boxes", "cells", "scores", "sigmoids", "nms", "each-class")
def test_hidden_heads(student, hidden, rng):
    """隱藏資料的 mAP@0.5 至少 0.90 / A mAP@0.5 of at least 0.90 on hidden outputs"""
    data = np.load(hidden / "heads.npz")
    found, truth = {}, {}
    mirrored = rng.random(len(data["heads"])) < 0.5
    for picture, label, box in zip(data["picture"].tolist(), data["label"].tolist(), data["box"], strict=True):
        x1, y1, x2, y2 = box.tolist()
        if mirrored[picture]:
            x1, x2 = SIDE - x2, SIDE - x1
        truth.setdefault(label, []).append((picture, [x1, y1, x2, y2]))
    heads = data["heads"].astype(float)
    heads[mirrored] = heads[mirrored][:, :, ::-1]
    heads[mirrored, ..., 0] *= -1
    for picture, answer in enumerate(student.each("detect", [(head,) for head in heads])):
        for box, score, label in zip(*(part.tolist() for part in detections(answer)), strict=True):
            found.setdefault(label, []).append((score, picture, box))
    value = float(np.mean([average_precision(found.get(label, []), boxes) for label, boxes in truth.items()]))
    assert reaches(value, 0.90), hint("mAP 不夠高。 / The mAP is too low.")


def average_precision(found, truth):
    """Return the area under the interpolated curve at an IoU of 0.5."""
    free, hits = list(truth), []
    for _, picture, box in sorted(found, key=lambda d: -d[0]):
        rivals = [(iou(box, other), i) for i, (where, other) in enumerate(free) if where == picture]
        best, place = max(rivals, default=(0.0, None))
        hits.append(best >= 0.5)
        if hits[-1]:
            free.pop(place)
    area, precision = 0.0, 0.0
    for i in range(len(hits), 0, -1):
        precision = max(precision, sum(hits[:i]) / i)
        area += precision * hits[i - 1]
    return area / len(truth)


@points(1)
@demands("boxes", "cells", "scores", "sigmoids", "least-score", "order", "errors")
def test_bad_arguments(student, rng):
    """形狀不合時 ValueError，參數不變 / Another shape raises ValueError; the argument is left alone"""
    head, wanted = apart(rng, 3)
    same(student.unchanged(student.detect, head), wanted, "與前面的檢查相同。 / The same as in the checks above.")
    shapes = (head[:12], head[:, :12], head[:, :, :2], head[..., :7], head[0], head[np.newaxis], head.reshape(-1, 8))
    refuses(student.detect, shapes)
