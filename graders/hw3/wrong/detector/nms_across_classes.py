# loses: 4
# breaks: each-class
# suppresses boxes of other classes
def detect(raw_head):
    raw = np.asarray(raw_head, dtype=float)
    if raw.shape != (GRID, GRID, len(ANCHORS), 5 + len(CLASS_NAMES)):
        raise ValueError(f"unexpected shape {raw.shape} of the head")

    def overlap(box, others):
        sides = np.minimum(box[2:], others[:, 2:]) - np.maximum(box[:2], others[:, :2])
        intersection = np.prod(np.maximum(sides, 0), axis=1)
        areas = np.prod(box[2:] - box[:2]) + np.prod(others[:, 2:] - others[:, :2], axis=1)
        return intersection / (areas - intersection)

    rows, columns = np.indices((GRID, GRID))
    cells = np.stack([columns, rows], axis=-1)[:, :, np.newaxis]
    probability = 1 / (1 + np.exp(-raw))
    centres = (probability[..., :2] + cells) * STRIDE
    sizes = ANCHORS * np.exp(raw[..., 2:4])
    boxes = np.concatenate([centres - sizes / 2, centres + sizes / 2], axis=-1).reshape(-1, 4)
    class_scores = (probability[..., 4:5] * probability[..., 5:]).reshape(-1, len(CLASS_NAMES))
    scores, classes = class_scores.max(axis=1), class_scores.argmax(axis=1)

    kept = []
    waiting = np.argsort(-scores)
    waiting = waiting[scores[waiting] >= SCORE_MIN]
    while len(waiting):
        best, rest = waiting[0], waiting[1:]
        kept.append(best)
        stays = overlap(boxes[best], boxes[rest]) < NMS_THRESHOLD
        waiting = rest[stays]
    return boxes[kept], scores[kept], classes[kept]
