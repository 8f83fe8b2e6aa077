# loses: 3
# breaks: at-threshold
# asks for an IoU above the threshold
def average_precision(detections, truth, iou_threshold):
    def overlap(a, b):
        width = min(a[2], b[2]) - max(a[0], b[0])
        height = min(a[3], b[3]) - max(a[1], b[1])
        if width <= 0 or height <= 0:
            return 0.0
        intersection = width * height
        return intersection / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - intersection)

    if len(truth) == 0:
        raise ValueError("average precision needs at least one true box")
    unmatched = {}
    for picture, box in truth:
        unmatched.setdefault(picture, []).append(box)
    hits = []
    for picture, _, box in sorted(detections, key=lambda detection: -detection[1]):
        candidates = unmatched.get(picture, [])
        overlaps = [overlap(box, candidate) for candidate in candidates]
        hit = max(overlaps, default=0.0) > iou_threshold
        if hit:
            candidates.pop(int(np.argmax(overlaps)))
        hits.append(hit)
    true_positives = np.cumsum(hits)
    precision = true_positives / np.arange(1, len(hits) + 1)
    best_from_here = np.maximum.accumulate(precision[::-1])[::-1]
    return float(np.sum(np.array(hits) * best_from_here) / len(truth))  # recall rises by 1 / len(truth) at each hit


def mean_average_precision(detections, truth, iou_threshold):
    classes = [name for name, boxes in truth.items() if len(boxes) > 0]
    if not classes:
        raise ValueError("no class has a true box")
    each = [average_precision(detections.get(name, []), truth[name], iou_threshold) for name in classes]
    return float(np.mean(each))
