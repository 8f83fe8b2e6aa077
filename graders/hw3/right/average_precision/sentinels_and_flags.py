def _iou(a, b):
    a, b = np.asarray(a, float), np.asarray(b, float)
    sides = np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])
    if (sides <= 0).any():
        return 0.0
    both = sides.prod()
    return both / ((a[2:] - a[:2]).prod() + (b[2:] - b[:2]).prod() - both)


def average_precision(detections, truth, iou_threshold):
    if not truth:
        raise ValueError("no truth")
    if not detections:
        return 0
    used = [False] * len(truth)
    order = np.argsort([-score for _, score, _ in detections], kind="stable")
    flags = []
    for i in order:
        picture, _, box = detections[i]
        best, best_j = 0.0, None
        for j, (other_picture, other) in enumerate(truth):
            if other_picture == picture and not used[j] and _iou(box, other) > best:
                best, best_j = _iou(box, other), j
        hit = best_j is not None and best >= iou_threshold
        if hit:
            used[best_j] = True
        flags.append(hit)
    tp, fp = np.cumsum(flags), np.cumsum([not flag for flag in flags])
    recall = np.concatenate([[0], tp / len(truth), [1]])
    precision = np.concatenate([[0], tp / (tp + fp), [0]])
    for i in range(len(precision) - 2, -1, -1):
        precision[i] = max(precision[i], precision[i + 1])
    steps = np.where(recall[1:] != recall[:-1])[0]
    return np.sum((recall[steps + 1] - recall[steps]) * precision[steps + 1])


def mean_average_precision(detections, truth, iou_threshold):
    values = []
    for name in truth:
        if truth[name]:
            values.append(average_precision(detections[name] if name in detections else [], truth[name], iou_threshold))
    if not values:
        raise ValueError("no truth in any class")
    return sum(values) / len(values)
