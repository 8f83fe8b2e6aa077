def _numbers(values):
    assert isinstance(values, np.ndarray | list), f"neither array nor list: {type(values)}"
    found = np.asarray(values)
    assert found.size == 0 or found.dtype.kind in "iuf", f"no numbers: {found.dtype}"
    assert np.isfinite(found).all(), "numbers are finite"
    return found.astype(float)


def _boxes(values):
    found = _numbers(values)
    assert found.size or isinstance(values, list) or found.shape == (0, 4), f"no boxes are [] or (0, 4): {found.shape}"
    return found if found.size else np.zeros((0, 4))


def iou(a, b):
    a, b = _boxes(a), _boxes(b)
    for boxes in (a, b):
        if boxes.ndim != 2 or boxes.shape[1] != 4:
            raise ValueError(f"boxes have shape (n, 4), not {boxes.shape}")
        if (boxes[:, 0] > boxes[:, 2]).any() or (boxes[:, 1] > boxes[:, 3]).any():
            raise ValueError("corners the wrong way round")
    table = np.zeros((len(a), len(b)))
    for j, (x1, y1, x2, y2) in enumerate(b):
        width = np.minimum(a[:, 2], x2) - np.maximum(a[:, 0], x1)
        height = np.minimum(a[:, 3], y2) - np.maximum(a[:, 1], y1)
        both = width.clip(min=0) * height.clip(min=0)
        union = (a[:, 2] - a[:, 0]) * (a[:, 3] - a[:, 1]) + (x2 - x1) * (y2 - y1) - both
        np.divide(both, union, out=table[:, j], where=both > 0)
    return table
