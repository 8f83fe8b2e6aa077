# loses: 2
# breaks: zero
# takes the slope 1 of |w| at 0
def l1(w):
    return float(np.abs(np.asarray(w, dtype=float)).sum())


def l2(w):
    return float((np.asarray(w, dtype=float) ** 2).sum())


def l1_gradient(w):
    return np.where(np.asarray(w, dtype=float) >= 0, 1.0, -1.0)


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
    error_gradient, w = np.asarray(error_gradient, dtype=float), np.asarray(w, dtype=float)
    if lam < 0:
        raise ValueError("lam must not be negative")
    if error_gradient.shape != w.shape:
        raise ValueError("the shapes differ")
    if kind == "l1":
        return error_gradient + lam * l1_gradient(w)
    if kind == "l2":
        return error_gradient + lam * l2_gradient(w)
    raise ValueError("kind must be l1 or l2")


def layers_penalty(layers, kind):
    if kind not in ("l1", "l2"):
        raise ValueError("kind must be l1 or l2")
    total = 0.0
    for W, b in layers:
        total += l1(W) if kind == "l1" else l2(W)
    return total
