def _one_kind(names):
    names = list(names)
    assert all(isinstance(name, int) for name in names) or all(isinstance(name, str) for name in names), names


def _checked(detections, truth, iou_threshold):
    assert isinstance(detections, list) and isinstance(truth, list) and iou_threshold > 0
    assert all(isinstance(item, tuple | list) and len(item) == 3 for item in detections)
    assert all(isinstance(item, tuple | list) and len(item) == 2 for item in truth)
    _one_kind(item[0] for item in [*detections, *truth])
    assert all(isinstance(score, int | float) for _, score, _ in detections)
    for box in [item[-1] for item in [*detections, *truth]]:
        assert len(box) == 4 and np.isfinite(box).all() and box[0] <= box[2] and box[1] <= box[3], box


def _overlap(a, b):
    sides = np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])
    if not (sides > 0).all():
        return 0.0
    both = sides[0] * sides[1]
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


def average_precision(detections, truth, iou_threshold):
    _checked(detections, truth, iou_threshold)
    if not truth:
        raise ValueError("no true boxes")
    used, curve = set(), []
    for rank, place in enumerate(np.argsort([-score for _, score, _ in detections], kind="stable"), 1):
        picture, _, box = detections[place]
        best, which = 0.0, None
        for i, (name, other) in enumerate(truth):
            if name == picture and i not in used and _overlap(box, other) > best:
                best, which = _overlap(box, other), i
        if best >= iou_threshold:
            used.add(which)
        curve.append((len(used) / len(truth), len(used) / rank))
    area, last, highest = 0.0, None, 0.0
    for recall, precision in reversed(curve):
        if last is not None:
            area += (last - recall) * highest
        highest, last = max(highest, precision), recall
    return area + (last or 0.0) * highest


def mean_average_precision(detections, truth, iou_threshold):
    assert isinstance(detections, dict) and isinstance(truth, dict)
    _one_kind([*detections, *truth])
    _one_kind(item[0] for part in [*detections.values(), *truth.values()] for item in part)
    each = [average_precision(detections.get(name, []), found, iou_threshold) for name, found in truth.items() if found]
    if not each:
        raise ValueError("no true box in any class")
    return sum(each) / len(each)
