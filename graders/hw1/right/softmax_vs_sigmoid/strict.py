def _given(z):
    assert isinstance(z, np.ndarray | list), f"neither array nor list: {type(z)}"
    found = np.array(z)
    assert found.dtype.kind in "iuf" and found.size > 0 and found.ndim > 0, f"no numbers: {found.dtype}, {found.shape}"
    assert np.abs(found).max() <= 1000, "logits up to 1000, none of them NaN"
    return found.astype(float)


def softmax(z, axis=-1):
    z = _given(z)
    assert type(axis) is int and -z.ndim <= axis < z.ndim, f"no axis of {z.shape}: {axis!r}"
    return np.apply_along_axis(lambda row: np.exp(row - row.max()) / np.exp(row - row.max()).sum(), axis, z)


def predict_labels(z, multi_label):
    z = _given(z)
    assert z.ndim == 2, f"expected (n, k), got {z.shape}"
    assert type(multi_label) is bool, type(multi_label)
    assert np.all((z == 0) | (np.abs(z) > 0.001)), "logits other than 0 are above 0.001"
    found = []
    for row in z.tolist():
        if multi_label:
            found.append([place for place, logit in enumerate(row) if logit > 0])
        else:
            found.append([row.index(max(row))])
    return found
