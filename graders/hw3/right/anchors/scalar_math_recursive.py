from math import exp, tanh


def decode_boxes(t, cell, anchor, stride):
    if np.shape(t)[-1] != 4 or np.shape(cell)[-1] != 2 or np.shape(anchor)[-1] != 2:
        raise ValueError("wrong shape")
    if np.min(anchor) <= 0 or not stride > 0:
        raise ValueError("sizes must be positive")
    if np.ndim(t) == 2:
        n = len(t)
        cells = cell if np.ndim(cell) == 2 else [cell] * n
        anchors = anchor if np.ndim(anchor) == 2 else [anchor] * n
        return [decode_boxes(*row, stride) for row in zip(t, cells, anchors)]
    x, y = [((1 + tanh(t[i] / 2)) / 2 + cell[i]) * stride for i in (0, 1)]
    return (x, y, anchor[0] * exp(t[2]), anchor[1] * exp(t[3]))


def count_candidates(sizes=(13, 26, 52), anchors=3):
    total = 0
    for size in sizes:
        for _ in range(size):
            total += size * anchors
    return total
