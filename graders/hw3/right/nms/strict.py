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


def nms(boxes, scores, threshold):
    boxes, scores = _shaped(boxes, scores)
    return _kept(boxes, scores, np.zeros(len(boxes)), threshold)


def class_nms(boxes, scores, classes, threshold):
    boxes, scores, numbers = _shaped(boxes, scores, classes)
    assert np.size(classes) == 0 or np.asarray(classes).dtype.kind in "iu", "classes are integers"
    return _kept(boxes, scores, numbers, threshold)


def _kept(boxes, scores, classes, threshold):
    assert 0 < threshold <= 1, f"a threshold of {threshold}"
    alive, kept = np.ones(len(boxes), dtype=bool), []
    for best in np.lexsort((np.arange(len(boxes)), -scores)):
        if alive[best]:
            kept.append(best)
            alive &= (_overlaps(boxes[best], boxes) < threshold) | (classes != classes[best])
    return np.array(kept, dtype=int)
