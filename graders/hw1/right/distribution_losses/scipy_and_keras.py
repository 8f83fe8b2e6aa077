from scipy.special import rel_entr


def kl_divergence(p, q):
    p, q = same_shape(p, q)
    return rel_entr(p, q).sum()


def poisson(y_true, y_pred):
    y_true, y_pred = same_shape(y_true, y_pred)
    if not (y_pred > 0).all():
        raise ValueError("rates must be positive")
    return keras.losses.Poisson()(y_true.astype("float32"), y_pred.astype("float32"))
