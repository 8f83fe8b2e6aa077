# loses: >=3
# forgets the decay
def decayed_step(w, grad, lr, lam):
    w, grad = np.array(w, dtype=float), np.array(grad, dtype=float)
    if w.shape != grad.shape:
        raise ValueError("w and grad must have the same shape")
    return w - lr * grad
