# loses: 2
# breaks: extremes
# exp of a large logit overflows to NaN.
def softmax(z, axis=-1):
    z = np.asarray(z, dtype=float)
    e = np.exp(z)
    return e / np.sum(e, axis=axis, keepdims=True)


def predict_labels(z, multi_label):
    z = np.asarray(z, dtype=float)
    if multi_label:
        p = 1 / (1 + np.exp(-z))
        return [[int(i) for i in np.where(row > 0.5)[0]] for row in p]
    p = softmax(z)
    return [[int(np.argmax(row))] for row in p]
