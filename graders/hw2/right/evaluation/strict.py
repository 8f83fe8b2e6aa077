def whole(value):
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def promised(values, kinds="iuf"):
    assert isinstance(values, list | np.ndarray), type(values)
    array = np.asarray(values)
    assert array.dtype.kind in kinds and array.size > 0 and np.isfinite(array).all(), array
    return array


def k_fold(n, k, seed):
    assert whole(n) and whole(k) and whole(seed) and n >= 1 and seed >= 0, (n, k, seed)
    if k < 2 or k > n:
        raise ValueError("k must be from 2 to n")
    parts = np.array_split(np.random.default_rng(seed).permutation(n), k)
    return [(np.concatenate(parts[:i] + parts[i + 1 :]), part) for i, part in enumerate(parts)]


def confusion_matrix(y_true, y_pred, n_classes=None):
    y_true, y_pred = promised(y_true, "iu"), promised(y_pred, "iu")
    assert y_true.ndim == 1 and y_pred.ndim == 1
    assert n_classes is None or (whole(n_classes) and n_classes >= 1), n_classes
    if len(y_true) != len(y_pred):
        raise ValueError("y_true and y_pred must be of the same length")
    both = np.concatenate([y_true, y_pred])
    n = both.max() + 1 if n_classes is None else n_classes
    if both.min() < 0 or both.max() >= n:
        raise ValueError("there is no such class")
    matrix = np.zeros((n, n), dtype=int)
    np.add.at(matrix, (y_true, y_pred), 1)
    return matrix


def roc_curve(y_true, score):
    y_true, score = promised(y_true, "iu"), promised(score)
    assert y_true.ndim == 1 and score.ndim == 1
    assert set(y_true.tolist()) <= {0, 1}, y_true
    if len(y_true) != len(score):
        raise ValueError("y_true and score must be of the same length")
    if y_true.min() == y_true.max():
        raise ValueError("y_true must hold both 0 and 1")
    order = np.argsort(-score, kind="stable")
    falling, labels = score[order], y_true[order]
    last = np.append(falling[1:] != falling[:-1], True)
    tpr = np.append(0, np.cumsum(labels)[last] / labels.sum())
    fpr = np.append(0, np.cumsum(1 - labels)[last] / (1 - labels).sum())
    return fpr, tpr, np.append(np.inf, falling[last].astype(float))


def auc(fpr, tpr):
    fpr, tpr = promised(fpr).astype(float), promised(tpr).astype(float)
    assert fpr.ndim == 1 and tpr.ndim == 1
    for rates in (fpr, tpr):
        assert rates.min() >= 0 and rates.max() <= 1 and (np.diff(rates) >= 0).all(), "rates, from left to right"
    if len(fpr) != len(tpr) or len(fpr) < 2:
        raise ValueError("auc needs two points or more, and as many of both")
    return float(np.diff(fpr) @ (tpr[1:] + tpr[:-1]) / 2)


def cost(matrix, costs):
    matrix, costs = promised(matrix, "iu"), promised(costs)
    assert matrix.ndim == 2 and matrix.shape[0] == matrix.shape[1] and matrix.min() >= 0, matrix
    if matrix.shape != costs.shape:
        raise ValueError("matrix and costs must have the same shape")
    return float(np.vdot(matrix, costs))
