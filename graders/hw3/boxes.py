"""What the graders of boxes share: boxes are x1, y1, x2, y2."""


def iou(a, b):
    """Return the IoU of two boxes; 0 if one has no area."""
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    both = max(width, 0) * max(height, 0)
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both) if both > 0 else 0.0
