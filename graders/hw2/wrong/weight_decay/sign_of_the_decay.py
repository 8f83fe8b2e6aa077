# loses: >=3
# the weights grow
def decayed_step(w, grad, lr, lam):
    w, grad = np.array(w, dtype=float), np.array(grad, dtype=float)
    if w.shape != grad.shape:
        raise ValueError("w and grad must have the same shape")
    return w * (1 + lr * lam) - lr * grad
