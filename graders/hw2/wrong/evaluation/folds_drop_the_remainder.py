# loses: >=1
# breaks: folds
# n // k rows in each fold, the rest never validates.
def k_fold(n, k, seed):
    if k < 2 or k > n:
        raise ValueError("k must be from 2 to n")
    rows = np.random.default_rng(seed).permutation(n)
    parts = [rows[i * (n // k) : (i + 1) * (n // k)] for i in range(k)]
    folds = []
    for i in range(k):
        train = np.concatenate([parts[j] for j in range(k) if j != i])
        folds.append((train, parts[i]))
    return folds


def confusion_matrix(y_true, y_pred, n_classes=None):
    if len(y_true) != len(y_pred):
        raise ValueError("lengths differ")
    if n_classes is None:
        n_classes = max(max(y_true), max(y_pred)) + 1
    matrix = np.zeros((n_classes, n_classes), dtype=int)
    for t, p in zip(y_true, y_pred):
        if not (0 <= t < n_classes and 0 <= p < n_classes):
            raise ValueError("class out of range")
        matrix[t, p] += 1
    return matrix


def roc_curve(y_true, score):
    y_true, score = np.array(y_true), np.array(score, dtype=float)
    if len(y_true) != len(score):
        raise ValueError("lengths differ")
    positives, negatives = np.sum(y_true == 1), np.sum(y_true == 0)
    if positives == 0 or negatives == 0:
        raise ValueError("both classes are needed")
    thresholds = [np.inf] + sorted(set(score), reverse=True)
    fpr, tpr = [], []
    for threshold in thresholds:
        called = score >= threshold
        fpr.append(np.sum(called & (y_true == 0)) / negatives)
        tpr.append(np.sum(called & (y_true == 1)) / positives)
    return np.array(fpr), np.array(tpr), np.array(thresholds)


def auc(fpr, tpr):
    if len(fpr) != len(tpr) or len(fpr) < 2:
        raise ValueError("two curves of the same length")
    area = 0.0
    for i in range(len(fpr) - 1):
        area += (fpr[i + 1] - fpr[i]) * (tpr[i + 1] + tpr[i]) / 2
    return area


def cost(matrix, costs):
    matrix, costs = np.array(matrix), np.array(costs)
    if matrix.shape != costs.shape:
        raise ValueError("shapes differ")
    return np.sum(matrix * costs)
