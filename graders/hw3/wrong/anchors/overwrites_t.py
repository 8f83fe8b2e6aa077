# loses: 1
# np.asarray does not copy a float array, so the t of the caller is overwritten
def decode_boxes(t, cell, anchor, stride):
    t = np.asarray(t, dtype=float)
    cell = np.asarray(cell, dtype=float)
    anchor = np.asarray(anchor, dtype=float)
    if t.shape[-1] != 4 or cell.shape[-1] != 2 or anchor.shape[-1] != 2:
        raise ValueError("wrong last axis")
    if (anchor <= 0).any() or stride <= 0:
        raise ValueError("anchor and stride must be positive")
    t[..., :2] = (1 / (1 + np.exp(-t[..., :2])) + cell) * stride
    t[..., 2:] = anchor * np.exp(t[..., 2:])
    return t


def count_candidates(sizes=(13, 26, 52), anchors=3):
    return anchors * sum(s * s for s in sizes)
