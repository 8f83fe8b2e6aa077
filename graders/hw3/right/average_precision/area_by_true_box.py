from collections import defaultdict


def average_precision(detections, truth, iou_threshold):
    if len(truth) < 1:
        raise ValueError("truth must not be empty")
    left = defaultdict(list)
    for picture, box in truth:
        left[picture].append(list(box))

    def overlap(a, b):
        both = max(0, min(a[2], b[2]) - max(a[0], b[0])) * max(0, min(a[3], b[3]) - max(a[1], b[1]))
        union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both
        return both / union if both else 0

    ranked = sorted(enumerate(detections), key=lambda pair: (-pair[1][1], pair[0]))
    found, curve = 0, []
    for place, (_, (picture, _, box)) in enumerate(ranked, start=1):
        rivals = left[picture]
        best = max(rivals, key=lambda other: overlap(box, other)) if rivals else None
        if best is not None and overlap(box, best) >= iou_threshold:
            rivals.remove(best)
            found += 1
        curve.append((found, found / place))
    return sum(max([p for f, p in curve if f >= k], default=0) for k in range(1, len(truth) + 1)) / len(truth)


def mean_average_precision(detections, truth, iou_threshold):
    truth = {name: boxes for name, boxes in truth.items() if boxes}
    if len(truth) == 0:
        raise ValueError("no true boxes at all")
    return np.mean([average_precision(detections.get(name, ()), boxes, iou_threshold) for name, boxes in truth.items()])
