from scipy.special import log_expit, xlog1py, xlogy


def binary_crossentropy(y_true, y_pred, from_logits=False):
    y, v = np.array(y_true, float), np.array(y_pred, float)
    if y.shape != v.shape:
        raise ValueError("shapes differ")
    if from_logits:
        return -np.average(y * log_expit(v) + (1 - y) * log_expit(-v))
    v = v.clip(1e-7, 1 - 1e-7)
    return -(xlogy(y, v) + xlog1py(1 - y, -v)).sum() / v.size
