# loses: 1
# Rounds the sigmoid to two digits, so one barely above 0.5 is lost.
def softmax(z, axis=-1):
    z = np.asarray(z, dtype=float)
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def predict_labels(z, multi_label):
    z = np.asarray(z, dtype=float)
    if multi_label:
        return [[i for i, v in enumerate(row) if round(1 / (1 + np.exp(-v)), 2) > 0.5] for row in z]
    return [[int(np.argmax(row))] for row in z]
