# loses: 2
# separates the classes by shifting the boxes by class * max coordinate; with negative coordinates neighbouring classes overlap
def nms(boxes, scores, threshold):
    boxes, scores = np.array(boxes, dtype=float), np.array(scores, dtype=float)
    if boxes.shape == (0,):
        boxes = boxes.reshape(0, 4)
    if boxes.ndim != 2 or boxes.shape[1] != 4 or scores.shape != (len(boxes),):
        raise ValueError("boxes must be (n, 4) and scores (n,)")
    kept = []
    for i in np.argsort(-scores, kind="stable"):
        if all(iou(boxes[[i]], boxes[[j]])[0, 0] < threshold for j in kept):
            kept.append(int(i))
    return kept


def class_nms(boxes, scores, classes, threshold):
    boxes, classes = np.array(boxes, dtype=float), np.array(classes, dtype=float)
    if classes.shape != (len(boxes),):
        raise ValueError("classes must be (n,)")
    if len(boxes) == 0:
        return []
    if boxes.ndim != 2 or boxes.shape[1] != 4:
        raise ValueError("boxes must be (n, 4)")
    shifted = boxes + (classes * (boxes.max() + 1))[:, None]
    return nms(shifted, scores, threshold)
