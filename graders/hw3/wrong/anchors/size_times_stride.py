# loses: 4
# breaks: size
# multiplies width and height by the stride
def decode_boxes(t, cell, anchor, stride):
    t, cell, anchor = (np.asarray(values, dtype=float) for values in (t, cell, anchor))
    if (t.shape[-1], cell.shape[-1], anchor.shape[-1]) != (4, 2, 2):
        raise ValueError("the last axis of t is 4, of cell and anchor 2")
    if np.any(anchor <= 0) or stride <= 0:
        raise ValueError("anchors and stride must be positive")
    centre = (1 / (1 + np.exp(-t[..., :2])) + cell) * stride
    size = anchor * np.exp(t[..., 2:]) * stride
    return np.concatenate([centre, size], axis=-1)


def count_candidates(sizes=(13, 26, 52), anchors=3):
    return anchors * sum(size**2 for size in sizes)
