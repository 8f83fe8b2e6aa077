# loses: 1
# breaks: shapes
# does not compare the shapes
def decayed_step(w, grad, lr, lam):
    w, grad = np.array(w, dtype=float), np.array(grad, dtype=float)
    return w * (1 - lr * lam) - lr * grad
