# loses: 1
# breaks: no-boxes
# refuses an empty list of boxes
def soft_nms(boxes, scores, sigma, score_min):
    def overlap(box, others):
        sides = np.minimum(box[2:], others[:, 2:]) - np.maximum(box[:2], others[:, :2])
        intersection = np.prod(np.maximum(sides, 0), axis=1)
        union = np.prod(box[2:] - box[:2]) + np.prod(others[:, 2:] - others[:, :2], axis=1) - intersection
        return intersection / np.where(union > 0, union, 1)  # the intersection is 0 there

    boxes, scores = np.asarray(boxes, dtype=float), np.array(scores, dtype=float)  # scores: a copy
    if scores.ndim != 1 or boxes.shape != (len(scores), 4):
        raise ValueError(f"shapes {boxes.shape} and {scores.shape} do not fit")
    if sigma <= 0:
        raise ValueError(f"sigma must be positive, got {sigma}")
    kept = []
    waiting = np.arange(len(scores))
    while len(waiting):
        best = waiting[np.argmax(scores[waiting])]
        if scores[best] < score_min:
            break
        kept.append(int(best))
        waiting = waiting[waiting != best]
        scores[waiting] *= np.exp(-(overlap(boxes[best], boxes[waiting]) ** 2) / sigma)
    return kept, scores[kept]
