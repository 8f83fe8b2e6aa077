import math


def sparse_categorical_crossentropy(y_true, y_pred):
    labels, rows = list(y_true), [list(row) for row in y_pred]
    if len(labels) != len(rows):
        raise ValueError("as many labels as predictions, please")
    total = 0.0
    for label, row in zip(labels, rows):
        if not 0 <= label < len(row):
            raise ValueError("no such class: " + str(label))
        p = min(max(row[label] / sum(row), 1e-7), 1 - 1e-7)
        total -= math.log(p)
    return total / len(labels)
