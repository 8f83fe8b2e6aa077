import math


def soft_nms(boxes, scores, sigma, score_min):
    if np.ndim(scores) != 1:
        raise ValueError("scores must be (n,)")
    if len(boxes) != len(scores) or any(np.shape(box) != (4,) for box in boxes):
        raise ValueError("boxes must be (n, 4)")
    if not sigma > 0:
        raise ValueError("sigma must be positive")

    def overlap(a, b):
        both = max(min(a[2], b[2]) - max(a[0], b[0]), 0) * max(min(a[3], b[3]) - max(a[1], b[1]), 0)
        union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both
        return both / union if union else 0

    left = [[float(score), i] for i, score in enumerate(scores)]
    indices, lowered = [], []
    while left:
        best = max(left, key=lambda item: (item[0], -item[1]))
        if best[0] < score_min:
            break
        left.remove(best)
        indices.append(best[1])
        lowered.append(best[0])
        for item in left:
            item[0] *= math.exp(-overlap(boxes[best[1]], boxes[item[1]]) ** 2 / sigma)
    return indices, lowered
