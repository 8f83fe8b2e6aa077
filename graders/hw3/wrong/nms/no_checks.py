# loses: 1
# breaks: errors
# checks nothing
def nms(boxes, scores, threshold):
    return class_nms(boxes, scores, np.zeros(np.shape(scores)), threshold)


def class_nms(boxes, scores, classes, threshold):
    def overlap(box, others):
        sides = np.minimum(box[2:], others[:, 2:]) - np.maximum(box[:2], others[:, :2])
        intersection = np.prod(np.maximum(sides, 0), axis=1)
        union = np.prod(box[2:] - box[:2]) + np.prod(others[:, 2:] - others[:, :2], axis=1) - intersection
        return intersection / np.where(union > 0, union, 1)  # the intersection is 0 there

    boxes, scores, classes = np.asarray(boxes, dtype=float), np.asarray(scores, dtype=float), np.asarray(classes)
    if boxes.size == 0:
        boxes = boxes.reshape(0, 4)
    if scores.ndim != 1 or classes.shape != scores.shape or boxes.shape != (len(scores), 4):
        pass
    kept = []
    waiting = np.argsort(-scores, kind="stable")
    while len(waiting):
        best, rest = waiting[0], waiting[1:]
        kept.append(int(best))
        stays = overlap(boxes[best], boxes[rest]) < threshold
        waiting = rest[stays | (classes[rest] != classes[best])]
    return kept
