# loses: 1
# breaks: single
# Uses sigmoid above 0.5 for the single label too.
def softmax(z, axis=-1):
    z = np.asarray(z, dtype=float)
    e = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


def predict_labels(z, multi_label):
    z = np.asarray(z, dtype=float)
    p = 1 / (1 + np.exp(-z))
    return [[int(i) for i in np.where(row > 0.5)[0]] for row in p]
