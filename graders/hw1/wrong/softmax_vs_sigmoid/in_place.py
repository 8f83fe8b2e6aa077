# loses: 2
# breaks: arguments
# Changes the array that comes in.
def softmax(z, axis=-1):
    z = np.asarray(z, dtype=float)
    z -= z.max(axis=axis, keepdims=True)
    np.exp(z, out=z)
    return z / z.sum(axis=axis, keepdims=True)


def predict_labels(z, multi_label):
    z = np.asarray(z, dtype=float)
    if multi_label:
        return [np.flatnonzero(row > 0).tolist() for row in z]
    return [[int(row.argmax())] for row in z]
