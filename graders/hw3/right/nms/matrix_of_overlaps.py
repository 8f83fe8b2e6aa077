def _matrix(boxes):
    x1, y1, x2, y2 = boxes.T
    w = np.clip(np.minimum.outer(x2, x2) - np.maximum.outer(x1, x1), 0, None)
    h = np.clip(np.minimum.outer(y2, y2) - np.maximum.outer(y1, y1), 0, None)
    area = (x2 - x1) * (y2 - y1)
    union = area[:, None] + area - w * h
    return np.where(union > 0, w * h / np.where(union > 0, union, 1), 0)


def nms(boxes, scores, threshold):
    boxes, scores = np.asarray(boxes, float), np.asarray(scores, float)
    if boxes.size == 0 and scores.size == 0:
        return []
    if boxes.ndim != 2 or boxes.shape[1] != 4 or scores.shape != (len(boxes),):
        raise ValueError("boxes (n, 4) and scores (n,)")
    overlap = _matrix(boxes)
    alive = np.ones(len(boxes), dtype=bool)
    kept = []
    while alive.any():
        best = int(np.argmax(np.where(alive, scores, -np.inf)))
        kept.append(best)
        alive &= overlap[best] < threshold
        alive[best] = False
    return kept


def class_nms(boxes, scores, classes, threshold):
    if np.shape(classes) != np.shape(scores):
        raise ValueError("one class for each score")
    if len(scores) and np.shape(boxes) != (len(scores), 4):
        raise ValueError("boxes (n, 4)")
    boxes, scores, classes = np.asarray(boxes, float), np.asarray(scores, float), np.asarray(classes)
    if scores.ndim != 1:
        raise ValueError("scores (n,)")
    kept = []
    for name in set(classes.tolist()):
        (mine,) = np.nonzero(classes == name)
        kept += [int(mine[i]) for i in nms(boxes[mine], scores[mine], threshold)]
    return sorted(kept, key=lambda i: (-scores[i], i))
