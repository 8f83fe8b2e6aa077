# loses: 1
# breaks: arguments
# adds the penalty into the gradient that came in
def l1(w):
    return float(np.abs(np.asarray(w, dtype=float)).sum())


def l2(w):
    return float((np.asarray(w, dtype=float) ** 2).sum())


def l1_gradient(w):
    return np.sign(np.asarray(w, dtype=float))


def l2_gradient(w):
    return 2 * np.asarray(w, dtype=float)


def penalized_loss(error, w, lam, kind):
    if lam < 0:
        raise ValueError("lam must not be negative")
    if kind == "l1":
        return error + lam * l1(w)
    if kind == "l2":
        return error + lam * l2(w)
    raise ValueError("kind must be l1 or l2")


def penalized_gradient(error_gradient, w, lam, kind):
    if np.shape(error_gradient) != np.shape(w):
        raise ValueError("the shapes differ")
    if lam < 0:
        raise ValueError("lam must not be negative")
    if kind == "l1":
        error_gradient += lam * l1_gradient(w)
        return error_gradient
    if kind == "l2":
        error_gradient += lam * l2_gradient(w)
        return error_gradient
    raise ValueError("kind must be l1 or l2")


def layers_penalty(layers, kind):
    if kind not in ("l1", "l2"):
        raise ValueError("kind must be l1 or l2")
    total = 0.0
    for W, b in layers:
        total += l1(W) if kind == "l1" else l2(W)
    return total
