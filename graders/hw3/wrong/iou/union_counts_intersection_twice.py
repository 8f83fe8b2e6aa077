# loses: >=5
# breaks: values
# does not subtract the intersection from the union
def iou(a, b):
    def as_boxes(values):
        boxes = np.asarray(values, dtype=float)
        if boxes.size == 0:
            return np.zeros((0, 4))
        if boxes.ndim != 2 or boxes.shape[1] != 4:
            raise ValueError(f"boxes must have shape (n, 4), got {boxes.shape}")
        if np.any(boxes[:, 2:] < boxes[:, :2]):
            raise ValueError("a box needs x1 <= x2 and y1 <= y2")
        return boxes

    def area(boxes):
        return np.prod(boxes[..., 2:] - boxes[..., :2], axis=-1)

    a, b = as_boxes(a)[:, np.newaxis], as_boxes(b)
    sides = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    intersection = np.prod(np.maximum(sides, 0), axis=-1)
    union = area(a) + area(b)
    return intersection / np.where(union > 0, union, 1)  # the intersection is 0 there
