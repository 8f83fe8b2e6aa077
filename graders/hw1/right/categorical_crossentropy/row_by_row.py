import math


def categorical_crossentropy(y_true, y_pred):
    if np.ndim(y_pred) != 2:
        raise ValueError("the predictions are no table")
    y_true, y_pred = np.array(y_true).tolist(), np.array(y_pred).tolist()
    if len(y_true) != len(y_pred):
        raise ValueError("different numbers of records")
    total = 0.0
    for label, predicted in zip(y_true, y_pred):
        if not isinstance(label, list) or not isinstance(predicted, list) or len(label) != len(predicted):
            raise ValueError("rows of different length")
        size = sum(predicted)
        for y, v in zip(label, predicted):
            p = min(max(v / size, 1e-7), 1 - 1e-7)
            total -= y * math.log(p)
    return total / len(y_true)
