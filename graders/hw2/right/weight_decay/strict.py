def promised(values):
    assert isinstance(values, list | np.ndarray | int | float | np.number), type(values)
    assert not isinstance(values, bool)
    array = np.asarray(values)
    assert array.dtype.kind in "iuf" and array.size > 0, array
    assert np.isfinite(array).all()
    return array.astype(float)


def decayed_step(w, grad, lr, lam):
    w, grad = promised(w), promised(grad)
    for rate in (lr, lam):
        assert isinstance(rate, int | float | np.number) and not isinstance(rate, bool), type(rate)
        assert np.isfinite(rate) and rate >= 0, rate
    if w.shape != grad.shape:
        raise ValueError("w and grad must have the same shape")
    shrunk = np.multiply(w, 1.0 - lr * lam)
    return np.subtract(shrunk, np.multiply(lr, grad))
