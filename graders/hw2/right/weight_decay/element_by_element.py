def decayed_step(w, grad, lr, lam):
    if np.shape(w) != np.shape(grad):
        raise ValueError(f"shapes {np.shape(w)} and {np.shape(grad)}")
    if np.ndim(w) == 0:
        w, grad = float(w), float(grad)
        return w - lr * lam * w - lr * grad
    return [decayed_step(a, b, lr, lam) for a, b in zip(w, grad)]
