def binary_crossentropy(y_true, y_pred, from_logits=False):
    assert type(from_logits) is bool, type(from_logits)
    y, pred = _given(y_true), _given(y_pred)
    if y.shape != pred.shape:
        raise ValueError(f"{y.shape} and {pred.shape} differ")
    assert 0 <= y.min() and y.max() <= 1, "labels lie between 0 and 1"
    total = 0.0
    for label, v in zip(y.flat, pred.flat, strict=True):
        if from_logits:
            assert abs(v) <= 1000, "logits up to 1000"
            total += max(v, 0) - label * v + np.log1p(np.exp(-abs(v)))
        else:
            assert 0 <= v <= 1, "a probability lies between 0 and 1"
            p = min(max(v, 1e-7), 1 - 1e-7)
            total -= label * np.log(p) + (1 - label) * np.log(1 - p)
    return float(total / y.size)


def _given(value):
    assert isinstance(value, np.ndarray | list), f"neither array nor list: {type(value)}"
    found = np.array(value)
    assert found.dtype.kind in "iuf" and found.size > 0, f"no numbers: {found.dtype}, {found.shape}"
    assert np.isfinite(found).all(), "numbers are finite"
    return found.astype(float)
