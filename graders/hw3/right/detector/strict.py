def _numbers(values):
    assert isinstance(values, np.ndarray | list), f"neither array nor list: {type(values)}"
    found = np.asarray(values)
    assert found.size == 0 or found.dtype.kind in "iuf", f"no numbers: {found.dtype}"
    assert np.isfinite(found).all(), "numbers are finite"
    return found.astype(float)


def detect(raw_head):
    head = _numbers(raw_head)
    if head.shape != (13, 13, 3, 8):
        raise ValueError(f"a head of shape {head.shape}")
    probability = 0.5 + 0.5 * np.tanh(head / 2)
    labels = head[..., 5:].argmax(axis=-1)
    scores = probability[..., 4] * np.take_along_axis(probability[..., 5:], labels[..., None], axis=-1)[..., 0]
    slots = np.argwhere(scores >= SCORE_MIN)
    found = []
    for row, column, a in slots:
        x, y = (probability[row, column, a, :2] + (column, row)) * STRIDE
        w, h = np.exp(head[row, column, a, 2:4]) * ANCHORS[a] / 2
        found.append(((x - w, y - h, x + w, y + h), scores[row, column, a], labels[row, column, a]))
    found.sort(key=lambda one: -one[1])
    kept = []
    for one in found:
        if all(other[2] != one[2] or _overlap(other[0], one[0]) < NMS_THRESHOLD for other in kept):
            kept.append(one)
    assert len({one[1] for one in kept}) == len(kept), "no two scores are equal"
    boxes, scores, labels = zip(*kept, strict=True) if kept else ([], [], [])
    return np.reshape(boxes, (-1, 4)), np.array(scores), np.array(labels, dtype=int)


def _overlap(a, b):
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - width * height)
