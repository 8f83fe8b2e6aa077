import sklearn.metrics
from sklearn.model_selection import KFold


def k_fold(n, k, seed):
    return list(KFold(n_splits=k, shuffle=True, random_state=seed % 2**32).split(np.zeros(n)))


def confusion_matrix(y_true, y_pred, n_classes=None):
    both = [*y_true, *y_pred]
    k = max(both) + 1 if n_classes is None else n_classes
    if len(y_true) != len(y_pred) or min(both) < 0 or max(both) >= k:
        raise ValueError("lengths or classes do not fit")
    return sklearn.metrics.confusion_matrix(y_true, y_pred, labels=np.arange(k))


def roc_curve(y_true, score):
    if len(y_true) != len(score) or len(np.unique(y_true)) < 2:
        raise ValueError("lengths differ or a class is missing")
    return sklearn.metrics.roc_curve(y_true, score, drop_intermediate=False)


def auc(fpr, tpr):
    if len(fpr) != len(tpr) or len(fpr) < 2:
        raise ValueError("two arrays of the same length")
    return sklearn.metrics.auc(fpr, tpr)


def cost(matrix, costs):
    if np.shape(matrix) != np.shape(costs):
        raise ValueError("shapes differ")
    return np.vdot(np.asarray(matrix, dtype=float), np.asarray(costs, dtype=float))
