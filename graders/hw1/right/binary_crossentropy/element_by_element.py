import math


def binary_crossentropy(y_true, y_pred, from_logits=False):
    if np.shape(y_true) != np.shape(y_pred):
        raise ValueError("y_true and y_pred have different shapes")
    total, count = 0.0, 0
    for y, v in zip(np.ravel(y_true).tolist(), np.ravel(y_pred).tolist()):
        if from_logits:
            total += max(v, 0) - y * v + math.log1p(math.exp(-abs(v)))
        else:
            p = min(max(v, 1e-7), 1 - 1e-7)
            total -= y * math.log(p) + (1 - y) * math.log(1 - p)
        count += 1
    return total / count
