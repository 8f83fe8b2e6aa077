# loses: >=3
# breaks: step
# the decay of lam Σw², without the ½
def decayed_step(w, grad, lr, lam):
    w, grad = np.array(w, dtype=float), np.array(grad, dtype=float)
    if w.shape != grad.shape:
        raise ValueError("w and grad must have the same shape")
    return w * (1 - 2 * lr * lam) - lr * grad
