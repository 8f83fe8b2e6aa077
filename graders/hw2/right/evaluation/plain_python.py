import random


def k_fold(n, k, seed):
    if not 1 < k <= n:
        raise ValueError("k is not from 2 to n")
    rows = list(range(n))
    random.Random(seed).shuffle(rows)
    return tuple([[row for row in rows if row not in rows[i::k]], rows[i::k]] for i in range(k))


def confusion_matrix(y_true, y_pred, n_classes=None):
    pairs = list(zip(y_true, y_pred, strict=True))
    highest = max(max(pair) for pair in pairs)
    if n_classes is None:
        n_classes = highest + 1
    if highest >= n_classes or min(min(pair) for pair in pairs) < 0:
        raise ValueError("a class is out of range")
    return [[sum(pair == (i, j) for pair in pairs) for j in range(n_classes)] for i in range(n_classes)]


def roc_curve(y_true, score):
    pairs = sorted(zip(score, y_true, strict=True), reverse=True)
    total = sum(label for _, label in pairs)
    if total in (0, len(pairs)):
        raise ValueError("one class only")
    fpr, tpr, thresholds, hits = [0.0], [0.0], [float("inf")], 0
    for i, (value, label) in enumerate(pairs):
        hits += label
        if i + 1 == len(pairs) or pairs[i + 1][0] != value:
            fpr.append((i + 1 - hits) / (len(pairs) - total))
            tpr.append(hits / total)
            thresholds.append(value)
    return [fpr, tpr, thresholds]


def auc(fpr, tpr):
    if len(fpr) < 2:
        raise ValueError("at least two points")
    points = list(zip(fpr, tpr, strict=True))
    return sum((x2 - x1) * (y1 + y2) / 2 for (x1, y1), (x2, y2) in zip(points, points[1:]))


def cost(matrix, costs):
    return float(
        sum(
            n * price
            for row, prices in zip(matrix, costs, strict=True)
            for n, price in zip(row, prices if hasattr(prices, "__len__") else [], strict=True)
        )
    )
