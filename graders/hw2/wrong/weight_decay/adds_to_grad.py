# loses: 1
# breaks: arguments
# Adds the penalty to the gradient that came in.
def decayed_step(w, grad, lr, lam):
    w, grad = np.asarray(w, dtype=float), np.asarray(grad, dtype=float)
    if w.shape != grad.shape:
        raise ValueError(f"a gradient of shape {grad.shape} for weights of shape {w.shape}")
    grad += lam * w
    return w - lr * grad
