"""YOLO 的損失函數 / The loss function of YOLO"""

import numpy as np
import pytest

from examiner import approx, args, array, demands, hint, points, refuses

IDS = {
    "xy": ("weights", "without-object"),
    "wh": ("weights", "without-object", "below-zero"),
    "obj": ("weights", "without-object", "confidence"),
    "noobj": ("weights", "without-object", "confidence"),
    "class": ("weights", "without-object"),
}
PARTS = tuple(IDS)


def expected(pred, true, mask, coord=5.0, noobj=0.5):
    """Return the parts, predictor by predictor."""
    parts = dict.fromkeys(PARTS, 0.0)
    width = np.shape(pred)[-1]
    pred, true = (np.reshape(values, (-1, width)).tolist() for values in (pred, true))
    for p, t, there in zip(pred, true, np.ravel(mask), strict=True):
        gap = (p[4] - t[4]) ** 2
        if not there:
            parts["noobj"] += noobj * gap
            continue
        parts["obj"] += gap
        parts["xy"] += coord * sum((p[i] - t[i]) ** 2 for i in (0, 1))
        parts["wh"] += coord * sum((max(p[i], 0) ** 0.5 - t[i] ** 0.5) ** 2 for i in (2, 3))
        parts["class"] += sum((p[i] - t[i]) ** 2 for i in range(5, width))
    return {**parts, "total": sum(parts.values())}


def draw(rng, *shape, k=3):
    """Predictions, truth and a mask with ones and zeros; nothing is 0 or 1 by habit."""
    pred, true = rng.uniform(0.05, 1, (2, *shape, 5 + k))
    mask = rng.permutation(np.arange(np.prod(shape)) % 3 == 0).reshape(shape)
    return pred, true, mask


def part(answer, name):
    assert isinstance(answer, dict) and name in answer, hint(
        f"回傳的 dict 要有 {name!r}。 / The dict that comes back needs {name!r}."
    )
    return array(answer[name], (), name=name)


HINTS = {
    "xy": "只算有物件的預測器；乘 λ_coord；是總和，不是平均。"
    " / Only predictors with an object; times λ_coord; a sum, not a mean.",
    "wh": "寬高先開根號再相減；預測小於 0 時先改成 0；乘 λ_coord。"
    " / Take roots before subtracting; make negative predictions 0; times λ_coord.",
    "obj": "有物件的預測器的信心；不乘 λ。 / The confidence of predictors with an object; no λ.",
    "noobj": "沒有物件的預測器的信心；減去 true 的信心；乘 λ_noobj。"
    " / The confidence of predictors without an object, against that in true; times λ_noobj.",
    "class": "只算有物件的預測器，所有類別的平方差相加。"
    " / Only predictors with an object; add up the squares of all classes.",
}


@points(5)
@pytest.mark.parametrize("name", [pytest.param(name, marks=demands("keys", "sums", *IDS[name])) for name in PARTS])
def test_part(student, rng, name):
    """損失的一項 / One part of the loss"""
    calls, wanted = [], []
    for n, k in [(9, 3), (4, 1), (7, 5)]:
        pred, true, mask = draw(rng, n, k=k)
        coord, noobj = rng.uniform(1, 4, 2).tolist()
        below, there = pred.copy(), mask.copy()
        below[:, :5] -= 0.5  # widths and heights below 0
        below[0, 2:4] = -0.3
        there[0] = True
        calls.append((pred, true.tolist(), mask))
        calls.append(args(pred, true, mask, lambda_noobj=noobj, lambda_coord=coord))
        calls.append((below, true, there, coord, noobj))
        wanted += [expected(pred, true, mask), expected(pred, true, mask, coord, noobj)]
        wanted.append(expected(below, true, there, coord, noobj))
    for answer, parts in zip(student.each("yolo_loss", calls), wanted, strict=True):
        assert part(answer, name) == approx(parts[name], rel=1e-4), hint(HINTS[name])


@points(1)
@demands("keys", "sums", "weights", "total", "confidence", "without-object")
def test_total(student, rng):
    """total 是五項的和 / The total is the sum of the five parts"""
    for coord, noobj in [(5, 0.5), (1.5, 2.5)]:
        pred, true, mask = draw(rng, 8)
        found = student.yolo_loss(pred, true, mask, coord, noobj)
        assert part(found, "total") == approx(expected(pred, true, mask, coord, noobj)["total"], rel=1e-4), hint(
            "五項已經乘過 λ，直接相加。 / The five parts have had their λ already: just add them up."
        )
    answer = student.yolo_loss(pred, true, mask)
    assert isinstance(answer, dict) and set(answer) == {*PARTS, "total"}, hint(
        "鍵恰好是題目列出的六個。 / The keys are exactly the six of the task."
    )


@points(1)
@demands("keys", "sums", "weights", "total", "confidence", "without-object", "mask", "grid")
def test_masks_and_grids(student, rng):
    """各種遮罩、整個格子、一個預測器 / Masks of all kinds, whole grids, one predictor"""
    for shape in [(6,), (3, 3, 2), (1,)]:
        pred, true, mask = draw(rng, *shape)
        masks = [mask, mask.astype(int), mask.astype(float), mask.tolist(), np.zeros(shape, int), np.ones(shape, int)]
        junk = pred.copy()
        junk[~mask, :4] = -7.0  # no object: what stands there is no matter
        cases = [(pred, true, m) for m in masks] + [(junk, true, mask)]
        answers = student.each("yolo_loss", [(p.tolist(), true, m) for p, _, m in cases])
        for answer, case in zip(answers, cases, strict=True):
            for name, value in expected(*case).items():
                assert part(answer, name) == approx(value, rel=1e-4, abs=1e-8), hint(
                    "遮罩可能是 0 和 1：整數不能直接當布林索引。沒有物件時，四項是 0。"
                    " / A mask may hold 0 and 1: integers do not index like booleans."
                    " Without objects four of the parts are 0."
                )
    pred[..., 2] = -0.5
    part(student.unchanged(student.yolo_loss, pred, true, np.ones(1)), "total")


@points(1)
@demands("keys", "sums", "weights", "total", "confidence", "without-object", "errors")
def test_bad_arguments(student, rng):
    """形狀不合時 ValueError / Shapes that do not fit raise ValueError"""
    pred, true, mask = draw(rng, 4, k=1)
    found = student.yolo_loss(pred, true, mask)
    assert part(found, "total") == approx(expected(pred, true, mask)["total"], rel=1e-4)
    bad = [
        (pred[:3], true, mask),
        (pred[:1], true, mask),  # would broadcast
        (pred, true[:1], mask),
        (pred[:, :5], true[:, :5], mask),
        (pred, true, mask[:3]),
        (pred, true, mask[:, np.newaxis]),
        (pred, true, mask[:1]),
        (pred, true, np.ones(pred.shape)),
    ]
    refuses(student.yolo_loss, bad)
