"""用 k-means 選錨框 / Choosing anchors with k-means"""

import numpy as np
from hw3_held import held

from examiner import approx, array, demands, hint, points, refuses


def overlaps(wh, anchors):
    """Return the IoU (n, k) of sizes laid corner on corner."""
    width = np.minimum.outer(wh[:, 0], anchors[:, 0])
    height = np.minimum.outer(wh[:, 1], anchors[:, 1])
    return width * height / (np.add.outer(wh[:, 0] * wh[:, 1], anchors[:, 0] * anchors[:, 1]) - width * height)


def mean_best_iou(wh, anchors):
    return float(overlaps(wh, anchors).max(axis=1).mean())


def reference(wh, k, seed):
    """An implementation of the grader's own, with other starting points than any student's."""
    anchors = wh[np.random.RandomState(seed).permutation(len(wh))[:k]]
    for _ in range(300):
        nearest = overlaps(wh, anchors).argmax(axis=1)
        moved = np.array([wh[nearest == j].mean(axis=0) if (nearest == j).any() else anchors[j] for j in range(k)])
        if np.array_equal(moved, anchors):
            break
        anchors = moved
    return anchors


def draw(rng, n):
    """Sizes from 8 to 400 without clear groups: Euclidean distance would care for the large ones only."""
    return np.exp(rng.uniform(np.log(8), np.log(400), (n, 1)) + rng.normal(0, 0.35, (n, 2)))


def anchors_of(answer, k):
    found = array(answer, (k, 2), name="錨框 / the anchors")
    assert np.isfinite(found).all() and (found > 0).all(), hint(
        "錨框的寬高要是正數，不能有 NaN。 / Anchors are positive numbers, never NaN."
    )
    return found


@points(1)
@demands("different-rows", "mean", "empty", "sorted")
def test_sorted_and_complete(student, rng):
    """依面積排列；k = 1、k = n、空的群 / Sorted by area; k = 1, k = n, empty clusters"""
    wh = draw(rng, 40)
    wh[:2] = [[300, 10], [40, 60]]  # sorting by width or by height alone is not enough
    seed = int(rng.integers(1000))
    found = anchors_of(student.kmeans_anchors(wh, 8, seed), 8)
    assert (np.diff(found.prod(axis=1)) >= 0).all(), hint("依面積由小到大。 / By area, smallest first.")
    cases = [(few, len(few), seed + len(few)) for few in (wh[:6], wh[:4], wh[1:7], wh[8:18], wh[20:32])]
    for answer, (few, n, _) in zip(student.each("kmeans_anchors", cases), cases, strict=True):
        assert anchors_of(answer, n) == approx(few[np.argsort(few.prod(axis=1))], rel=1e-5), hint(
            "k = n 時，每個框自成一群：起始的列不能重複抽到。"
            " / With k = n every box is a cluster: no row may be drawn twice at the start."
        )
    assert anchors_of(student.kmeans_anchors(wh.tolist(), 1, seed), 1) == approx([wh.mean(axis=0)], rel=1e-5), hint(
        "k = 1 時，錨框是全部的平均。 / With k = 1 the anchor is the mean of all."
    )
    whole = np.rint(wh[:5] + 1).astype(int)
    whole[0] += (whole.sum(axis=0) + 1) % 5  # the mean of the five is no integer
    assert anchors_of(student.kmeans_anchors(whole, 1, seed), 1) == approx([whole.mean(axis=0)], rel=1e-5), hint(
        "整數陣列會把平均的小數捨去：先轉成浮點數。 / An integer array drops the fractions of means: convert to float."
    )
    two = np.array([[10, 10], [40, 30]] * 4)
    found = np.unique(anchors_of(student.kmeans_anchors(two, 3, seed), 3), axis=0)
    assert found == approx([[10, 10], [40, 30]], rel=1e-5), hint(
        "有些錨框分不到框：保持不變。 / Some anchors get no box: they stay as they are."
    )


@points(2)
@demands("different-rows", "distance", "mean", "until-stable")
def test_mean_best_iou(student, rng):
    """平均最佳 IoU 夠高 / The mean best IoU is high enough"""
    reached, wanted = [], []
    for n, k in [(120, 5), (150, 6), (110, 4), (130, 7)]:
        wh = draw(rng, n)
        answers = student.each("kmeans_anchors", [(wh, k, seed) for seed in rng.integers(10**6, size=4).tolist()])
        reached += [mean_best_iou(wh, anchors_of(answer, k)) for answer in answers]
        wanted += [mean_best_iou(wh, reference(wh, k, seed)) for seed in range(6)]
    assert float(np.mean(reached)) >= float(np.mean(wanted)) - 0.015, hint(
        f"平均是 {np.mean(reached):.3f}，應接近 {np.mean(wanted):.3f}。距離是 1 − IoU；要重複到沒有框換錨框。"
        f" / The mean is {np.mean(reached):.3f}, where about {np.mean(wanted):.3f} is to be had."
        " The distance is 1 − IoU; go on until no box changes its anchor."
    )


@points(2)
@demands("distance", "mean", "until-stable")
def test_every_anchor_is_the_mean_of_its_boxes(student, rng):
    """每個錨框都是分給它的框的平均 / Every anchor is the mean of the boxes given to it"""
    sizes = [(200, 5, 1), (300, 6, 1), (150, 3, 1 / 500)]  # pixels, or fractions of a picture
    cases = [(draw(rng, n) * scale, k, int(rng.integers(10**6))) for n, k, scale in sizes]
    for answer, (wh, k, _) in zip(student.each("kmeans_anchors", cases), cases, strict=True):
        found = anchors_of(answer, k)
        nearest = overlaps(wh, found).argmax(axis=1)
        for j in set(nearest.tolist()):
            assert found[j] == approx(wh[nearest == j].mean(axis=0), rel=0.02), hint(
                "分給 IoU 最大的錨框，取平均（不是中位數），重複到不再改變。"
                " / Give each box to the anchor of largest IoU, take means (not medians), repeat until nothing changes."
            )


@points(1)
@demands("seed")
def test_seed(student, rng):
    """同一個 seed 結果相同，不同的 seed 起點不同 / The same seed repeats the result, other seeds start elsewhere"""
    wh = draw(rng, 80)
    calls = [(wh, 6, seed) for seed in rng.integers(10**6, size=6).tolist()]
    student.seed(0)
    answers = student.each("kmeans_anchors", calls, unchanged=True)
    results = [array(answer, (6, 2), name="錨框 / the anchors") for answer in answers]
    student.seed(77)
    for answer, result in zip(held(student, student.kmeans_anchors, calls), results, strict=True):
        assert array(answer, (6, 2)) == approx(result, rel=1e-9), hint(
            "亂數要來自 np.random.default_rng(seed)；每次呼叫都要給新的陣列。"
            " / Random numbers come from np.random.default_rng(seed); every call gives a new array."
        )
    assert any(np.abs(other - results[0]).max() > 1e-6 for other in results[1:]), hint(
        "不同的 seed 都得到同樣的結果：起始的列由 seed 決定，而且只抽一次。"
        " / All seeds give the same: the first rows depend on the seed and are drawn once."
    )


@points(1)
@demands("different-rows", "mean", "sorted", "errors")
def test_bad_arguments(student, rng):
    """資料或 k 不合時 ValueError / Data or a k that do not fit raise ValueError"""
    wh = draw(rng, 5)
    for k in (1, 5):
        found = anchors_of(student.kmeans_anchors(wh, k, 3), k)
        assert found == approx([wh.mean(axis=0)] if k == 1 else wh[np.argsort(wh.prod(axis=1))], rel=1e-5)
    bad = [
        (wh, 0),
        (wh, -1),
        (wh, 6),
        (wh[0], 1),
        (wh[:, :1], 2),
        (np.concatenate([wh, wh], axis=1), 2),
        (np.concatenate([wh, [[0.0, 5.0]]]), 2),
        (np.concatenate([wh, [[5.0, -1.0]]]), 2),
    ]
    refuses(student.kmeans_anchors, [(*arguments, 0) for arguments in bad])
