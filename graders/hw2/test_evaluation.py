"""評估分類器 / Evaluating a classifier"""

import math

import numpy as np
from hw2_inputs import results_kept, whole_parts

from examiner import approx, array, demands, hint, points, refuses, unpack


def folds_of(answer, n, k):
    """Return the validation rows of each fold as a set, after checking the whole answer."""
    folds = []
    for fold in unpack(answer, k, "k_fold"):
        pair = unpack(fold, ("train", "valid"))
        train, valid = (array(part, (None,), dtype=int, name="the row numbers").tolist() for part in pair)
        assert whole_parts([train, valid], n), hint(
            "train 是不在 valid 裡的全部列號。 / train holds all row numbers that are not in valid."
        )
        assert n // k <= len(valid) <= -(-n // k), hint("各份大小最多差 1。 / The sizes differ by at most 1.")
        folds.append(frozenset(valid))
    assert whole_parts(folds, n), hint("每個列號恰好驗證一次。 / Every row number validates exactly once.")
    return folds


@points(1)
@demands("folds", "shuffled", "errors")
def test_k_fold_covers_each_row_once(student, rng):
    """k 折：每列恰好驗證一次 / k folds: each row validates exactly once"""
    for n, k in [(10, 5), (11, 3), (17, 4), (5, 5), (9, 2), (int(rng.integers(20, 60)), int(rng.integers(3, 9)))]:
        first, again = student.each("k_fold", [(n, k, int(rng.integers(2**31)))] * 2)
        assert folds_of(first, n, k) == folds_of(again, n, k), hint(
            "同樣的 seed 要得到同樣的結果。 / The same seed must give the same result."
        )
    refuses(student.k_fold, [(5, 1, 0), (5, 6, 0), (5, 0, 0)])


@points(1)
@demands("folds", "shuffled")
def test_k_fold_is_random(student, rng):
    """k 折：隨機分配 / k folds: rows are assigned at random"""
    n, k, trials = 8, 4, 80
    together = np.zeros((n, n))
    calls = [(n, k, seed) for seed in rng.choice(2**31, trials, replace=False).tolist()]
    for valid in (valid for found in student.each("k_fold", calls) for valid in folds_of(found, n, k)):
        together[np.ix_(sorted(valid), sorted(valid))] += 1
    share = together[np.triu_indices(n, 1)] / trials
    # Any two rows share a fold with probability 1/7; 0.25 more is six standard errors.
    assert float(share.max()) < 1 / 7 + 0.25, hint(
        "有些列總是在同一份：先打亂再分。 / Some rows always share a part: shuffle first, for each seed."
    )


@points(1.5)
@demands("matrix", "classes", "arguments", "errors")
def test_confusion_matrix(student, rng):
    """混淆矩陣 / The confusion matrix"""
    cases = [([0, 1, 1, 1], [0, 0, 1, 1], None), ([0, 0], [0, 3], None), ([3, 0], [0, 0], None)]
    for classes, k in [(3, 3), (4, 6), (2, 5), (5, None)]:
        truth, predicted = rng.integers(0, classes, (2, 40))
        truth[0], predicted[0] = classes - 1, 0
        cases += [(truth, predicted, k), (truth.tolist(), predicted.tolist(), k)]
    for truth, predicted, k in cases:
        size = max(*truth, *predicted) + 1 if k is None else k
        expected = np.zeros((size, size))
        for pair in zip(truth, predicted, strict=True):
            expected[pair] += 1
        args = (truth, predicted) if k is None else (truth, predicted, k)
        assert student.unchanged(student.confusion_matrix, *args) == approx(expected), hint(
            "列是真正的類別；None 時看兩者中最大的。 / Rows are the true classes; None: the largest in either."
        )
    pairs = [(predicted, truth, size), (truth, predicted, size)]
    assert results_kept(student, student.confusion_matrix, pairs) == [approx(expected.T), approx(expected)]
    lengths = [([0, 1, 1], [0, 1]), ([0, 1, 1], [1])]
    classes = [([0, 2], [0, 1], 2), ([0, 1], [2, 1], 2), ([0, 1], [0, 2], 2), ([0, -1], [0, 1]), ([0, 1], [0, -1], 3)]
    refuses(student.confusion_matrix, lengths + classes)


def curve(truth, score):
    """Return FPR, TPR and thresholds by counting."""
    thresholds = [math.inf, *sorted(set(np.asarray(score).tolist()), reverse=True)]
    rates = []
    for label in (0, 1):
        of_class = [s for s, t in zip(score, truth, strict=True) if t == label]
        rates.append([sum(s >= threshold for s in of_class) / len(of_class) for threshold in thresholds])
    return rates[0], rates[1], thresholds


def a_score(rng, n, ties):
    """Return labels, imbalanced, and scores that say something about them; with ties, few distinct ones."""
    truth = (np.arange(n) < max(1, n // 3)).astype(int)
    score = rng.normal(size=n) + truth
    if ties:
        score = np.round(2 * score) / 2
    order = rng.permutation(n)
    return truth[order], score[order]


def check_curve(answer, truth, score):
    """Check a student's curve point by point."""
    names = ("fpr", "tpr", "thresholds")
    for found, wanted, name in zip(unpack(answer, names), curve(truth, score), names, strict=True):
        assert found == approx(wanted, rel=1e-12), hint(
            f"{name}：門檻先是 inf，再由大到小；分數大於或等於門檻就判為正。"
            f" / {name}: thresholds are inf, then from high to low; a score at or above the threshold is positive."
        )


@points(1)
@demands("thresholds", "rates")
def test_roc_curve(student, rng):
    """ROC 曲線 / The ROC curve"""
    for n in (2, 7, 30):
        truth, score = a_score(rng, n, ties=False)
        check_curve(student.roc_curve(truth, score), truth, score)
        check_curve(student.roc_curve((1 - truth).tolist(), score.tolist()), 1 - truth, score)


@points(1)
@demands("thresholds", "rates", "ties", "arguments", "errors")
def test_roc_ties(student, rng):
    """ROC：同分；錯誤的參數 / ROC: ties; bad arguments"""
    cases = [([1, 1, 0, 1, 0], [0.9, 0.8, 0.6, 0.6, 0.3]), ([0, 1, 1], [4, 4, 4])]
    for n in (6, 40):
        truth, score = a_score(rng, n, ties=True)
        score[0] = score[1]
        score[3] = score[2] + 1e-9  # near, and not the same
        cases.append((truth, score))
    for case in cases:
        check_curve(student.unchanged(student.roc_curve, *case), *case)
    classes = [([1, 1], [0.1, 0.2]), ([0, 0, 0], [0.1, 0.2, 0.3])]
    refuses(student.roc_curve, [*classes, ([0, 1, 1], [0.1, 0.2]), ([0, 1], [0.5])])


@points(1.5)
@demands("auc", "arguments", "errors")
def test_auc(student, rng):
    """AUC，梯形法 / AUC by the trapezoidal rule"""
    for n, ties in [(8, False), (30, True), (31, True)]:
        truth, score = a_score(rng, n, ties)
        fpr, tpr, _ = curve(truth, score)
        wins = [(p > q) + (p == q) / 2 for p in score[truth == 1] for q in score[truth == 0]]
        assert student.unchanged(student.auc, fpr, tpr) == approx(np.mean(wins), rel=1e-9), hint(
            "同分的地方曲線是斜的：用梯形。 / Where scores tie the curve is oblique: trapezoids, not rectangles."
        )
    x, y = np.sort(rng.uniform(0, 1, 6)), np.sort(rng.uniform(0, 1, 6))
    area = sum((x[i + 1] - x[i]) * (y[i + 1] + y[i]) / 2 for i in range(5))
    assert student.unchanged(student.auc, x, y) == approx(area) and student.auc([0, 1], [0, 1]) == approx(0.5), hint(
        "從第一點到最後一點。 / From the first point to the last."
    )
    refuses(student.auc, [([0, 0.5, 1], [0, 1]), ([0, 1], [0, 0.5, 1]), ([0.5], [0.5])])


@points(1)
@demands("cost", "arguments", "errors")
def test_cost(student, rng):
    """總代價 / The total cost"""
    assert student.cost([[1, 0], [1, 2]], [[0, 1], [10, 0]]) == approx(10)
    for k, low, unit in [(2, -2, 1), (3, 1, 1e-3), (5, 1, 1e-6)]:
        matrix, costs = rng.integers(0, 50, (k, k)), rng.uniform(low, 9, (k, k)) * unit
        expected = approx(sum(matrix[i, j] * costs[i, j] for i in range(k) for j in range(k)), rel=1e-9, abs=1e-15)
        assert student.cost(matrix.tolist(), costs.tolist()) == expected, hint(
            "同一格相乘再全部相加，對角線也算。 / Multiply place by place and add up all, the diagonal too."
        )
        assert student.unchanged(student.cost, matrix, costs) == expected
    others = ([[0, 1]], [0, 1], [[0, 1, 2], [1, 0, 2], [3, 3, 0]], [[1]])
    refuses(student.cost, [([[5, 1], [2, 7]], costs) for costs in others])
