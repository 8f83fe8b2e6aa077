# loses: 1
# breaks: arguments
# Multiplies into the array of the costs.
def k_fold(n, k, seed):
    if not 2 <= k <= n:
        raise ValueError(f"k must be from 2 to n = {n}, got {k}")
    part = np.random.default_rng(seed).permutation(n) % k
    return [(np.flatnonzero(part != i), np.flatnonzero(part == i)) for i in range(k)]


def confusion_matrix(y_true, y_pred, n_classes=None):
    y_true, y_pred = np.asarray(y_true), np.asarray(y_pred)
    if y_true.shape != y_pred.shape:
        raise ValueError(f"y_true and y_pred differ in shape: {y_true.shape} and {y_pred.shape}")
    largest = max(y_true.max(), y_pred.max())
    k = largest + 1 if n_classes is None else n_classes
    if min(y_true.min(), y_pred.min()) < 0 or largest >= k:
        raise ValueError(f"classes must be from 0 to {k - 1}")
    return np.bincount(k * y_true + y_pred, minlength=k * k).reshape(k, k)


def roc_curve(y_true, score):
    y_true, score = np.asarray(y_true), np.asarray(score)
    if y_true.shape != score.shape:
        raise ValueError(f"y_true and score differ in shape: {y_true.shape} and {score.shape}")
    if set(y_true.tolist()) != {0, 1}:
        raise ValueError("y_true needs both classes, 0 and 1")
    thresholds = np.append(np.inf, np.unique(score)[::-1])
    positive = score >= thresholds[:, None]
    return positive[:, y_true == 0].mean(axis=1), positive[:, y_true == 1].mean(axis=1), thresholds


def auc(fpr, tpr):
    fpr, tpr = np.asarray(fpr), np.asarray(tpr)
    if fpr.shape != tpr.shape or len(fpr) < 2:
        raise ValueError(f"expected two arrays of the same length, 2 or more, got {fpr.shape} and {tpr.shape}")
    return np.trapezoid(tpr, fpr)


def cost(matrix, costs):
    matrix, costs = np.asarray(matrix), np.asarray(costs)
    if matrix.shape != costs.shape:
        raise ValueError(f"matrix and costs differ in shape: {matrix.shape} and {costs.shape}")
    costs *= matrix
    return costs.sum()
