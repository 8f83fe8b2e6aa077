def promised(values):
    assert isinstance(values, list | np.ndarray), type(values)
    array = np.asarray(values)
    assert array.dtype.kind in "iuf" and array.size > 0, array
    assert np.isfinite(array).all()
    return array.astype(float)


def one_number(value):
    assert isinstance(value, int | float | np.number) and not isinstance(value, bool), type(value)
    assert np.isfinite(value)
    return float(value)


def l1(w):
    w = promised(w)
    return float(w[w > 0].sum() - w[w < 0].sum())


def l2(w):
    w = promised(w).ravel()
    return float(w @ w)


def l1_gradient(w):
    w = promised(w)
    return (w > 0).astype(float) - (w < 0).astype(float)


def l2_gradient(w):
    return promised(w) * 2


def check_kind(kind):
    assert isinstance(kind, str), type(kind)
    if kind not in ("l1", "l2"):
        raise ValueError("kind must be l1 or l2")


def penalized_loss(error, w, lam, kind):
    error, lam, w = one_number(error), one_number(lam), promised(w)
    check_kind(kind)
    if lam < 0:
        raise ValueError("lam must not be negative")
    return error + lam * (l1(w) if kind == "l1" else l2(w))


def penalized_gradient(error_gradient, w, lam, kind):
    error_gradient, lam, w = promised(error_gradient), one_number(lam), promised(w)
    check_kind(kind)
    if lam < 0:
        raise ValueError("lam must not be negative")
    if error_gradient.shape != w.shape:
        raise ValueError("error_gradient and w must have the same shape")
    return error_gradient + lam * (l1_gradient(w) if kind == "l1" else l2_gradient(w))


def layers_penalty(layers, kind):
    assert isinstance(layers, list) and len(layers) > 0, layers
    check_kind(kind)
    total = 0.0
    for layer in layers:
        assert isinstance(layer, tuple) and len(layer) == 2, type(layer)
        W, b = promised(layer[0]), promised(layer[1])
        assert W.ndim == 2 and b.shape == (W.shape[1],), (W.shape, b.shape)
        total += l1(W) if kind == "l1" else l2(W)
    return total
