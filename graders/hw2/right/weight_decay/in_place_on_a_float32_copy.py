def decayed_step(w, grad, lr, lam):
    new = np.array(w).astype("float32")
    grad = np.array(grad, "float32")
    if new.shape != grad.shape:
        raise ValueError("the shapes differ")
    new *= 1 - lr * lam
    new -= lr * grad
    return new
