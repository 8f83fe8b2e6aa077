def decayed_step(w, grad, lr, lam):
    w, grad = np.array(w, dtype=float), np.array(grad, dtype=float)
    if w.shape != grad.shape:
        raise ValueError("w and grad must have the same shape")
    penalized = grad + lam * w
    return w - lr * penalized
