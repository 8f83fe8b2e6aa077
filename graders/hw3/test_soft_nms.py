"""Soft-NMS / Soft-NMS"""

import math

import numpy as np
from hw3_boxes import iou

from examiner import approx, array, demands, hint, points, refuses, unpack


def expected(boxes, scores, sigma, score_min):
    """Return indices, lowered scores, and how near any decision was."""
    now = dict(enumerate(np.asarray(scores, float).tolist()))
    kept, lowered, margin = [], [], math.inf
    while now:
        best = min(now, key=lambda i: (-now[i], i))
        score = now.pop(best)
        margin = min([margin, abs(score / score_min - 1)] + [1 - other / score for other in now.values()])
        if score < score_min:
            break
        kept.append(best)
        lowered.append(score)
        for i in now:
            now[i] *= math.exp(-(iou(boxes[best], boxes[i]) ** 2) / sigma)
    return kept, lowered, margin


def draw(rng, n, sigma, score_min):
    """Overlapping boxes with scores such that no rounding can change a decision."""
    scale = 10.0 ** rng.integers(-2, 3)
    while True:
        centre = rng.uniform(-2, 2, (3, 2))[rng.integers(3, size=n)] + rng.normal(0, 0.4, (n, 2))
        half = rng.uniform(0.6, 1.3, (n, 2))
        boxes = np.concatenate([centre - half, centre + half], axis=1) * scale
        scores = rng.uniform(0.4, 1, n)
        if expected(boxes, scores, sigma, score_min)[2] > 1e-5:
            return boxes, scores


def result(answer):
    """Return (indices, scores) of a student's answer; of empty ones the type does not matter."""
    indices, scores = unpack(answer, ("indices", "scores"))
    found = array(indices, (None,), name="索引 / the indices")
    if len(found):
        found = array(indices, (None,), dtype=int, name="索引 / the indices")
    return found, array(scores, (len(found),), name="分數 / the scores")


def same(answer, kept, lowered, advice=""):
    found, scores = result(answer)
    assert found == approx(np.array(kept, dtype=float), rel=0, abs=0), hint(
        advice or "留下的索引或它們的順序不對。 / The indices kept or their order are wrong."
    )
    assert scores == approx(np.array(lowered, dtype=float), rel=1e-4, abs=1e-8), hint(
        advice or "降過的分數不對。 / The lowered scores are wrong."
    )


@points(2)
@demands("factor", "highest-now", "result")
def test_random_boxes(student, rng):
    """索引與降過的分數 / The indices and the lowered scores"""
    limits = [(0.5, 0.001), (0.2, 0.3), (1.3, 0.05), (0.1, 0.01)]
    cases = [(*draw(rng, n, *limit), *limit) for limit in limits for n in (6, 14)]
    answers = student.each("soft_nms", [(boxes, scores.tolist(), *limit) for boxes, scores, *limit in cases])
    for answer, case in zip(answers, cases, strict=True):
        kept, lowered, _ = expected(*case)
        same(
            answer,
            kept,
            lowered,
            "係數是 exp(−IoU²/σ)，每留下一個框就再乘一次。"
            " / The factor is exp(−IoU²/σ), once more for every box that is kept.",
        )


@points(1)
@demands("factor", "highest-now", "result")
def test_falling_scores_change_the_order(student, rng):
    """分數降低後，順序可能改變 / Falling scores may change the order"""
    x, y = rng.integers(-9, 9, 2).tolist()
    boxes = [[x, y, x + 4, y + 4], [x, y, x + 4, y + 2], [x + 10, y, x + 12, y + 2], [x, y + 1, x + 4, y + 4]]
    scores = [0.5, 0.9, 0.6, 0.8]  # IoU with box 1: 0.5, –, 0, 0.25; box 0 with box 3: 0.75
    first, second = 0.5 * math.exp(-0.25 / 0.4), 0.8 * math.exp(-0.0625 / 0.4)
    lowered = [0.9, second, 0.6, first * math.exp(-0.5625 / 0.4)]
    same(student.soft_nms(boxes, scores, 0.4, 0.01), [1, 3, 2, 0], lowered)
    scores = [0.75, 0.9, 0.6, 0.2]
    fallen = 0.75 * math.exp(-0.25 / 0.4)
    last = 0.2 * math.exp(-0.0625 / 0.4) * math.exp(-0.5625 / 0.4)
    same(
        student.soft_nms(boxes, scores, 0.4, 0.01),
        [1, 2, 0, 3],
        [0.9, 0.6, fallen, last],
        "每一輪都要重新找目前分數最高的框。 / Look for the highest score of now in every round.",
    )


@points(1)
@demands("stop", "result")
def test_score_min(student, rng):
    """小於 score_min 的不留，剛好等於的留下 / Below score_min is not kept, exactly equal is"""
    x = float(rng.integers(-9, 9))
    boxes = [[x + 10 * i, 0, x + 10 * i + 5, 5] for i in range(5)]
    scores = [0.25, 0.75, 0.125, 0.5, 0.3]
    advice = (
        "目前的分數小於 score_min 才結束；相等仍然留下。 / Stop only where the score is below score_min; equal is kept."
    )
    fallen = 0.9 * math.exp(-1 / 2)
    twins = [boxes[0], boxes[0], boxes[1]], [0.9, 0.95, 0.3], 2
    cases = [
        ((boxes, scores, 0.5, 0.25), [1, 3, 4, 0], [0.75, 0.5, 0.3, 0.25]),
        ((boxes, scores, 0.5, 0.26), [1, 3, 4], [0.75, 0.5, 0.3]),
        ((boxes, scores, 0.5, 0.75), [1], [0.75]),
        ((boxes, scores, 0.5, 0.8), [], []),
        ((*twins, fallen - 0.01), [1, 0], [0.95, fallen]),
        ((*twins, fallen + 0.01), [1], [0.95]),
    ]
    for answer, (_, kept, lowered) in zip(student.each("soft_nms", [case[0] for case in cases]), cases, strict=True):
        same(answer, kept, lowered, advice)


@points(1)
@demands("factor", "highest-now", "ties", "result", "no-area", "no-boxes", "copy")
def test_edge_cases(student, rng):
    """同分、面積 0、沒有框、參數不變 / Ties, boxes of area 0, no boxes, arguments left alone"""
    boxes = [[10 * i, 0, 10 * i + 5, 5] for i in range(6)]
    scores = rng.permutation([0.25, 0.25, 0.5, 0.5, 0.75, 0.75]).tolist()
    kept = sorted(range(6), key=lambda i: (-scores[i], i))
    same(
        student.soft_nms(boxes, scores, 0.5, 0.1),
        kept,
        sorted(scores, reverse=True),
        "同分取索引小的。 / Ties: lower index.",
    )
    halves = [[0, 0, 4, 4], [0, 0, 4, 2], [0, 2, 4, 4]]
    same(
        student.soft_nms(halves, [1, 1, 1], 0.5, 0.1),
        [0, 1, 2],
        [1, math.exp(-0.5), math.exp(-0.5)],
        "分數可能是整數：先轉成浮點數。 / Scores may be integers: convert to float first.",
    )
    x = float(rng.uniform(0, 5))
    flat = [[x, 1, x, 4], [x, 1, x, 4], [x, 1, x + 5, 1], [x - 1, 0, x + 6, 5], [x, 1, x + 5, 1]]
    scores = [0.5, 0.6, 0.7, 0.8, 0.9]
    same(
        student.soft_nms(flat, scores, 0.5, 0.1),
        [4, 3, 2, 1, 0],
        scores[::-1],
        "面積是 0 的框，IoU 是 0（不是 NaN）。 / Boxes of area 0 have IoU 0, not NaN.",
    )
    for nothing in ([], np.zeros((0, 4))):
        same(student.soft_nms(nothing, [], 0.5, 0.1), [], [])
    boxes, scores = draw(rng, 8, 0.5, 0.01)
    kept, lowered, _ = expected(boxes, scores, 0.5, 0.01)
    same(student.unchanged(student.soft_nms, boxes, scores, 0.5, 0.01), kept, lowered)


@points(1)
@demands("factor", "highest-now", "result", "errors")
def test_bad_arguments(student, rng):
    """形狀不合或 sigma 不是正數時 ValueError / Shapes that do not fit or a sigma not positive raise ValueError"""
    for sigma in (0.05, 0.5):
        boxes, scores = draw(rng, 4, sigma, 0.01)
        kept, lowered, _ = expected(boxes, scores, sigma, 0.01)
        same(student.soft_nms(boxes, scores, sigma, 0.01), kept, lowered)
    bad = [
        (boxes[:, :3], scores, 0.5),
        (np.concatenate([boxes, boxes[:, :1]], axis=1), scores, 0.5),
        (boxes.ravel(), scores, 0.5),
        (boxes[:3], scores, 0.5),
        (boxes, scores[:3], 0.5),
        (boxes, scores[:, np.newaxis], 0.5),
        (boxes[:1], scores[:1, np.newaxis], 0.5),
        ([], scores, 0.5),
        (boxes, scores, 0),
        (boxes, scores, -0.5),
    ]
    refuses(student.soft_nms, [(*arguments, 0.01) for arguments in bad])
