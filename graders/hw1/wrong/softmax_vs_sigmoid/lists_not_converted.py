# loses: 5
# breaks: lists
# takes z for an array, which it need not be
def softmax(z, axis=-1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def predict_labels(z, multi_label):
    if multi_label:
        return [np.flatnonzero(row > 0).tolist() for row in z]  # sigmoid(z) > 0.5 just where z > 0
    return [[int(row.argmax())] for row in z]  # softmax keeps the order of the logits
