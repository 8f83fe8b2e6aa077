# loses: >=1
# breaks: arguments
# changes the w that came in
def decayed_step(w, grad, lr, lam):
    if isinstance(w, list):
        w = np.array(w, dtype=float)
    if np.shape(w) != np.shape(grad):
        raise ValueError("w and grad must have the same shape")
    w *= 1 - lr * lam
    w -= lr * np.asarray(grad, dtype=float)
    return w
