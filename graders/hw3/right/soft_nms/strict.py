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


def _shaped(boxes, *columns):
    boxes, columns = _boxes(boxes), [_numbers(column) for column in columns]
    if boxes.ndim != 2 or boxes.shape[1] != 4 or any(column.shape != (len(boxes),) for column in columns):
        raise ValueError("boxes are (n, 4) and all else is (n,)")
    assert (boxes[:, :2] <= boxes[:, 2:]).all(), "corners in their order"
    return boxes, *columns


def _overlaps(box, others):
    width = np.minimum(box[2], others[:, 2]) - np.maximum(box[0], others[:, 0])
    height = np.minimum(box[3], others[:, 3]) - np.maximum(box[1], others[:, 1])
    both = np.where((width > 0) & (height > 0), width * height, 0)
    areas = (others[:, 2] - others[:, 0]) * (others[:, 3] - others[:, 1]) + (box[2] - box[0]) * (box[3] - box[1])
    return both / np.where(both > 0, areas - both, 1)


def soft_nms(boxes, scores, sigma, score_min):
    boxes, scores = _shaped(boxes, scores)
    for value in (sigma, score_min):
        assert isinstance(value, int | float | np.number) and not isinstance(value, bool), type(value)
    assert ((scores >= 0) & (scores <= 1)).all(), "scores lie between 0 and 1"
    if sigma <= 0:
        raise ValueError("sigma lies above 0")
    now, indices, lowered = scores.copy(), [], []
    while len(indices) < len(boxes):
        best = int(np.argmax(now))  # the first of equals; what is kept stands at minus infinity
        if now[best] < score_min:
            break
        indices.append(best)
        lowered.append(float(now[best]))
        now *= np.exp(-np.square(_overlaps(boxes[best], boxes)) / sigma)
        now[best] = -np.inf
    return indices, lowered
