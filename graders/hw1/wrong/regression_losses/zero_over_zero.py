# loses: 1
# breaks: zeros
# 0 / 0 becomes NaN in smape and cosine.
def mse(y_true, y_pred):
    y_true, y_pred = same_shape(y_true, y_pred)
    return float(np.mean((y_true - y_pred) ** 2))


def mae(y_true, y_pred):
    y_true, y_pred = same_shape(y_true, y_pred)
    return float(np.mean(np.abs(y_true - y_pred)))


def huber(y_true, y_pred, delta=1.0):
    y_true, y_pred = same_shape(y_true, y_pred)
    e = np.abs(y_true - y_pred)
    return float(np.mean(np.where(e <= delta, 0.5 * e**2, delta * e - 0.5 * delta**2)))


def cosine_similarity(y_true, y_pred):
    y_true, y_pred = same_shape(y_true, y_pred)
    norms = np.linalg.norm(y_true, axis=-1) * np.linalg.norm(y_pred, axis=-1)
    return float(np.mean(-np.sum(y_true * y_pred, axis=-1) / norms))


def mape(y_true, y_pred):
    y_true, y_pred = same_shape(y_true, y_pred)
    return float(np.mean(np.abs(y_true - y_pred) / np.maximum(np.abs(y_true), 1e-7)) * 100)


def smape(y_true, y_pred):
    y_true, y_pred = same_shape(y_true, y_pred)
    size = np.abs(y_true) + np.abs(y_pred)
    return float(np.mean(np.abs(y_true - y_pred) / size) * 200)
