def categorical_crossentropy(y_true, y_pred):
    y, p = _given(y_true), _given(y_pred)
    if y.ndim != 2 or p.ndim != 2 or y.shape != p.shape:
        raise ValueError(f"expected (n, k) twice, got {y.shape} and {p.shape}")
    assert p.min() >= 0 and p.sum(axis=1).min() > 0, "no prediction is negative, and every row has a positive sum"
    assert y.min() >= 0 and y.max() <= 1, "labels lie between 0 and 1"
    logs = np.log(np.clip((p.T / p.sum(axis=1)).T, 1e-7, 1 - 1e-7))
    return -np.einsum("ij,ij->", y, logs) / len(y)


def _given(value):
    assert isinstance(value, np.ndarray | list), f"neither array nor list: {type(value)}"
    found = np.array(value)
    assert found.dtype.kind in "iuf" and found.size > 0, f"no numbers: {found.dtype}, {found.shape}"
    assert np.isfinite(found).all(), "numbers are finite"
    return found.astype(float)
