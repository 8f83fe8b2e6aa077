# loses: 1
# breaks: arguments
# mse computes the errors in the caller's array
def mse(y_true, y_pred):
    y_true, y_pred = same_shape(y_true, y_pred)
    y_pred -= y_true
    return float(np.mean(y_pred**2))


def mae(y_true, y_pred):
    y_true, y_pred = same_shape(y_true, y_pred)
    return float(np.mean(np.abs(y_pred - y_true)))


def huber(y_true, y_pred, delta=1.0):
    y_true, y_pred = same_shape(y_true, y_pred)
    error = np.abs(y_pred - y_true)
    return float(np.mean(np.where(error <= delta, error**2 / 2, delta * error - delta**2 / 2)))


def cosine_similarity(y_true, y_pred):
    y_true, y_pred = same_shape(y_true, y_pred)
    dot = np.sum(y_true * y_pred, axis=-1)
    lengths = np.linalg.norm(y_true, axis=-1) * np.linalg.norm(y_pred, axis=-1)
    return float(-np.mean(dot / np.where(lengths > 0, lengths, 1.0)))  # the dot product is 0 there


def mape(y_true, y_pred):
    y_true, y_pred = same_shape(y_true, y_pred)
    return float(100 * np.mean(np.abs(y_pred - y_true) / np.maximum(np.abs(y_true), 1e-7)))


def smape(y_true, y_pred):
    y_true, y_pred = same_shape(y_true, y_pred)
    size = np.abs(y_true) + np.abs(y_pred)
    return float(200 * np.mean(np.abs(y_pred - y_true) / np.where(size > 0, size, 1.0)))  # 0 / 1 there
