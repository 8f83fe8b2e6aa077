# loses: 3
# breaks: form
# Returns 0/1 rows instead of class numbers.
def softmax(z, axis=-1):
    z = np.asarray(z, dtype=float)
    e = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


def predict_labels(z, multi_label):
    z = np.asarray(z, dtype=float)
    if multi_label:
        p = 1 / (1 + np.exp(-z))
        return [[int(v > 0.5) for v in row] for row in p]
    p = softmax(z)
    return np.eye(z.shape[1], dtype=int)[p.argmax(axis=1)].tolist()
