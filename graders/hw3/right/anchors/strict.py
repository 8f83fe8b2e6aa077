def _numbers(values):
    assert isinstance(values, np.ndarray | list), f"neither array nor list: {type(values)}"
    found = np.asarray(values)
    assert found.size == 0 or found.dtype.kind in "iuf", f"no numbers: {found.dtype}"
    assert np.isfinite(found).all(), "numbers are finite"
    return found.astype(float)


def decode_boxes(t, cell, anchor, stride):
    t, cell, anchor = map(_numbers, (t, cell, anchor))
    assert isinstance(stride, int | float | np.number) and not isinstance(stride, bool), type(stride)
    if t.shape[-1] != 4 or cell.shape[-1] != 2 or anchor.shape[-1] != 2:
        raise ValueError("t has four columns, cell and anchor have two")
    if not ((anchor > 0).all() and stride > 0):
        raise ValueError("an anchor or the stride is not above 0")
    assert t.ndim in (1, 2) and t.size, f"t is (4,) or (n, 4), n at least 1: {t.shape}"
    for given in (cell, anchor):
        assert given.shape in ((2,), (*t.shape[:-1], 2)), f"{given.shape} for t {t.shape}"
    assert (cell >= 0).all() and (cell == np.round(cell)).all(), "columns and rows count from 0"
    result = np.empty(t.shape)
    result[..., :2] = (0.5 + 0.5 * np.tanh(t[..., :2] / 2) + cell) * stride
    result[..., 2:] = np.exp(t[..., 2:]) * anchor
    return result


def count_candidates(sizes=(13, 26, 52), anchors=3):
    assert isinstance(sizes, tuple | list) and isinstance(anchors, int) and anchors > 0
    assert sizes and all(isinstance(size, int) and size > 0 for size in sizes), sizes
    return int(np.dot(sizes, sizes)) * anchors
