def sparse_categorical_crossentropy(y_true, y_pred):
    labels, p = _given(y_true), _given(y_pred)
    assert labels.ndim == 1 and labels.dtype.kind in "iu", f"labels are integers (n,): {labels.dtype}, {labels.shape}"
    assert p.ndim == 2, f"predictions are (n, k), got {p.shape}"
    assert p.min() >= 0 and p.sum(axis=1).min() > 0, "no prediction is negative, and every row has a positive sum"
    if len(labels) != len(p):
        raise ValueError(f"{len(labels)} labels for {len(p)} predictions")
    if not set(labels.tolist()) <= set(range(p.shape[1])):
        raise ValueError(f"there are {p.shape[1]} classes, got labels {labels}")
    right = np.take_along_axis(p, labels[:, None], axis=1)[:, 0] / p.sum(axis=1)
    return -np.log(np.clip(right, 1e-7, 1 - 1e-7)).mean()


def _given(value):
    assert isinstance(value, np.ndarray | list), f"neither array nor list: {type(value)}"
    found = np.array(value)
    assert found.dtype.kind in "iuf" and found.size > 0, f"no numbers: {found.dtype}, {found.shape}"
    assert np.isfinite(found).all(), "numbers are finite"
    return found
