# loses: >=3
# shrinks the weights after the gradient step, so the gradient shrinks too
def decayed_step(w, grad, lr, lam):
    w, grad = np.array(w, dtype=float), np.array(grad, dtype=float)
    if w.shape != grad.shape:
        raise ValueError("w and grad must have the same shape")
    return (w - lr * grad) * (1 - lr * lam)
