"""評估分類器 / Evaluating a classifier"""

import math

import numpy as np

from examiner import approx, array, hint, points, raises


def folds_of(answer, n, k):
    """Return the validation rows of each fold as a set, after checking the whole answer."""
    assert isinstance(answer, list | tuple) and len(answer) == k, hint(
        "回傳 k 個 (train, valid) 的串列。 / Return a list of k pairs (train, valid)."
    )
    folds = []
    for fold in answer:
        assert isinstance(fold, list | tuple) and len(fold) == 2, hint(
            "每個元素是 (train, valid)。 / Every element is a pair (train, valid)."
        )
        train, valid = (array(part, (None,), dtype=int, name="the row numbers").tolist() for part in fold)
        assert sorted(train + valid) == list(range(n)), hint(
            "train 是不在 valid 裡的全部列號。 / train holds all row numbers that are not in valid."
        )
        assert n // k <= len(valid) <= -(-n // k), hint("各份大小最多差 1。 / The sizes differ by at most 1.")
        folds.append(frozenset(valid))
    assert sorted(row for valid in folds for row in valid) == list(range(n)), hint(
        "每個列號恰好驗證一次。 / Every row number validates exactly once."
    )
    return folds


@points(1)
def test_k_fold_covers_each_row_once(student, rng):
    """k 折：每列恰好驗證一次 / k folds: each row validates exactly once"""
    for n, k in [(10, 5), (11, 3), (17, 4), (5, 5), (9, 2), (int(rng.integers(20, 60)), int(rng.integers(3, 9)))]:
        seed = int(rng.integers(2**31))
        assert folds_of(student.k_fold(n, k, seed), n, k) == folds_of(student.k_fold(n, k, seed), n, k), hint(
            "同樣的 seed 要得到同樣的結果。 / The same seed must give the same result."
        )
    for n, k in [(5, 1), (5, 6), (5, 0)]:
        with raises(ValueError):
            student.k_fold(n, k, 0)


@points(1)
def test_k_fold_is_random(student, rng):
    """k 折：隨機分配 / k folds: rows are assigned at random"""
    n, k, trials = 8, 4, 80
    together = np.zeros((n, n))
    for seed in rng.choice(2**31, trials, replace=False).tolist():
        for valid in folds_of(student.k_fold(n, k, seed), n, k):
            together[np.ix_(sorted(valid), sorted(valid))] += 1
    share = together[np.triu_indices(n, 1)] / trials
    # Any two rows share a fold with probability 1/7; 0.25 more is six standard errors.
    assert float(share.max()) < 1 / 7 + 0.25, hint(
        "先把列號打亂再分，不同的 seed 要不同：有些列總是在同一份。"
        " / Shuffle before dividing, differently for each seed: some rows are always in the same part."
    )


@points(1.5)
def test_confusion_matrix(student, rng):
    """混淆矩陣 / The confusion matrix"""
    assert array(student.confusion_matrix([0, 1, 1, 1], [0, 0, 1, 1]), (2, 2)) == approx([[1, 0], [1, 2]])
    for classes, k in [(3, 3), (4, 6), (2, 5), (5, None)]:
        truth, predicted = rng.integers(0, classes, (2, 40))
        truth[0], predicted[0] = classes - 1, 0
        size = classes if k is None else k
        expected = np.zeros((size, size))
        for pair in zip(truth, predicted, strict=True):
            expected[pair] += 1
        for t, p in ((truth, predicted), (truth.tolist(), predicted.tolist())):
            found = (
                student.confusion_matrix(t, p) if k is None else student.unchanged(student.confusion_matrix, t, p, k)
            )
            assert array(found, (size, size)) == approx(expected), hint(
                "列是真正的類別，行是預測的類別。 / Rows are the true classes, columns the predicted ones."
            )
    for truth, predicted in (([0, 0], [0, 3]), ([3, 0], [0, 0])):
        assert array(student.confusion_matrix(truth, predicted), (4, 4))[truth[0], predicted[0]] == 1, hint(
            "None 時，類別數由兩者中最大的類別決定。 / With None, the largest class in either decides."
        )
    for bad in [
        ([0, 1, 1], [0, 1]),
        ([0, 1, 1], [1]),
        ([0, 2], [0, 1], 2),
        ([0, 1], [2, 1], 2),
        ([0, 1], [0, 2], 2),
        ([0, -1], [0, 1]),
        ([0, 1], [0, -1], 3),
    ]:
        with raises(ValueError):
            student.confusion_matrix(*bad)


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


def three_arrays(answer, truth, score):
    """Check a student's curve point by point."""
    expected = curve(truth, score)
    assert isinstance(answer, list | tuple) and len(answer) == 3, hint(
        "回傳 (fpr, tpr, thresholds)。 / Return (fpr, tpr, thresholds)."
    )
    for found, wanted, name in zip(answer, expected, ("fpr", "tpr", "thresholds"), strict=True):
        assert array(found, (len(wanted),), name=name) == approx(wanted), hint(
            f"{name}：門檻先是 inf，再由大到小；分數大於或等於門檻就判為正。"
            f" / {name}: thresholds are inf, then from high to low; a score at or above the threshold is positive."
        )


@points(1)
def test_roc_curve(student, rng):
    """ROC 曲線 / The ROC curve"""
    for n in (2, 7, 30):
        truth, score = a_score(rng, n, ties=False)
        three_arrays(student.roc_curve(truth, score), truth, score)
        three_arrays(student.roc_curve((1 - truth).tolist(), score.tolist()), 1 - truth, score)


@points(1)
def test_roc_ties(student, rng):
    """ROC：同分；錯誤的參數 / ROC: ties; bad arguments"""
    truth, score = [1, 1, 0, 1, 0], [0.9, 0.8, 0.6, 0.6, 0.3]
    three_arrays(student.roc_curve(truth, score), truth, score)
    for n in (6, 40):
        truth, score = a_score(rng, n, ties=True)
        score[0] = score[1]
        three_arrays(student.unchanged(student.roc_curve, truth, score), truth, score)
    three_arrays(student.roc_curve([0, 1, 1], [4, 4, 4]), [0, 1, 1], [4, 4, 4])
    for bad in [([0, 1, 1], [0.1, 0.2]), ([1, 1], [0.1, 0.2]), ([0, 0, 0], [0.1, 0.2, 0.3]), ([0, 1], [0.5])]:
        with raises(ValueError):
            student.roc_curve(*bad)


@points(1.5)
def test_auc(student, rng):
    """AUC，梯形法 / AUC by the trapezoidal rule"""
    for n, ties in [(8, False), (30, True), (31, True)]:
        truth, score = a_score(rng, n, ties)
        fpr, tpr, _ = curve(truth, score)
        wins = [(p > q) + (p == q) / 2 for p in score[truth == 1] for q in score[truth == 0]]
        assert student.unchanged(student.auc, fpr, tpr) == approx(np.mean(wins)), hint(
            "同分的地方曲線是斜的：用梯形，不是長方形。"
            " / Where scores tie the curve is oblique: trapezoids, not rectangles."
        )
    x, y = np.sort(rng.uniform(0, 1, 6)), np.sort(rng.uniform(0, 1, 6))
    area = sum((x[i + 1] - x[i]) * (y[i + 1] + y[i]) / 2 for i in range(5))
    assert student.unchanged(student.auc, x, y) == approx(area) and student.auc([0, 1], [0, 1]) == approx(0.5), hint(
        "從第一點到最後一點。 / From the first point to the last."
    )
    for bad in [([0, 0.5, 1], [0, 1]), ([0, 1], [0, 0.5, 1]), ([0.5], [0.5])]:
        with raises(ValueError):
            student.auc(*bad)


@points(1)
def test_cost(student, rng):
    """總代價 / The total cost"""
    assert student.cost([[1, 0], [1, 2]], [[0, 1], [10, 0]]) == approx(10)
    for k in (2, 3, 5):
        matrix, costs = rng.integers(0, 50, (k, k)), rng.uniform(-2, 9, (k, k))
        expected = sum(matrix[i, j] * costs[i, j] for i in range(k) for j in range(k))
        assert student.cost(matrix.tolist(), costs.tolist()) == approx(expected), hint(
            "同一格相乘再全部相加，對角線也算。 / Multiply place by place and add up all, the diagonal too."
        )
        assert student.unchanged(student.cost, matrix, costs) == approx(expected)
    matrix = [[5, 1], [2, 7]]
    for costs in ([[0, 1]], [0, 1], [[0, 1, 2], [1, 0, 2], [3, 3, 0]], [[1]]):
        with raises(ValueError):
            student.cost(matrix, costs)
