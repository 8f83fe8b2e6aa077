def class_nms(boxes, scores, classes, threshold):
    n = len(scores)
    if np.shape(scores) != (n,) or np.shape(classes) != (n,):
        raise ValueError("scores and classes have one number for each box")
    if np.shape(boxes) != (n, 4) and not (n == 0 and len(boxes) == 0):
        raise ValueError("a box has four numbers")

    def suppresses(i, j):
        if classes[i] != classes[j]:
            return False
        a, b = boxes[i], boxes[j]
        width = min(a[2], b[2]) - max(a[0], b[0])
        height = min(a[3], b[3]) - max(a[1], b[1])
        if width <= 0 or height <= 0:
            return False
        both = width * height
        union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both
        return both / union >= threshold

    kept = []
    for i in sorted(range(n), key=lambda i: -scores[i]):
        if not any(suppresses(j, i) for j in kept):
            kept.append(i)
    return tuple(kept)


def nms(boxes, scores, threshold):
    return class_nms(boxes, scores, [0] * len(scores), threshold)
