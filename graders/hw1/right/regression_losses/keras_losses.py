def _check(y_true, y_pred):
    y_true, y_pred = np.array(y_true, dtype="float32"), np.array(y_pred, dtype="float32")
    if y_true.shape != y_pred.shape:
        raise ValueError("shapes differ")
    return y_true, y_pred


def mse(y_true, y_pred):
    return keras.losses.MeanSquaredError()(*_check(y_true, y_pred)).numpy()


def mae(y_true, y_pred):
    return keras.losses.MeanAbsoluteError()(*_check(y_true, y_pred)).numpy()


def huber(y_true, y_pred, delta=1.0):
    return keras.losses.Huber(delta=delta)(*_check(y_true, y_pred)).numpy()


def cosine_similarity(y_true, y_pred):
    return keras.losses.CosineSimilarity()(*_check(y_true, y_pred)).numpy()


def mape(y_true, y_pred):
    return keras.losses.MeanAbsolutePercentageError()(*_check(y_true, y_pred)).numpy()


def smape(y_true, y_pred):
    a, b = _check(y_true, y_pred)
    return np.nanmean(np.divide(200 * abs(a - b), abs(a) + abs(b), out=np.zeros_like(a), where=(abs(a) + abs(b)) > 0))
