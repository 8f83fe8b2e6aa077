# loses: >=1
# breaks: forms
# casts the result back to the integer type of w
def decayed_step(w, grad, lr, lam):
    w, grad = np.array(w), np.array(grad)
    if w.shape != grad.shape:
        raise ValueError("w and grad must have the same shape")
    return (w * (1 - lr * lam) - lr * grad).astype(w.dtype)
