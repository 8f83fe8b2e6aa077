# loses: 2
# breaks: objective-gradient
# the penalty's gradient is added with lam squared
def l1(w):
    return np.sum(np.abs(w))


def l2(w):
    return np.sum(np.square(w))


def l1_gradient(w):
    return np.sign(w)


def l2_gradient(w):
    return 2 * np.asarray(w)


def penalized_loss(error, w, lam, kind):
    penalties = {"l1": l1, "l2": l2}
    if kind not in penalties:
        raise ValueError(f"kind must be 'l1' or 'l2', got {kind!r}")
    if lam < 0:
        raise ValueError(f"lam must not be negative, got {lam}")
    return error + lam * penalties[kind](w)


def penalized_gradient(error_gradient, w, lam, kind):
    gradients = {"l1": l1_gradient, "l2": l2_gradient}
    if kind not in gradients:
        raise ValueError(f"kind must be 'l1' or 'l2', got {kind!r}")
    if lam < 0:
        raise ValueError(f"lam must not be negative, got {lam}")
    if np.shape(error_gradient) != np.shape(w):
        raise ValueError(f"a gradient of shape {np.shape(error_gradient)} for weights of shape {np.shape(w)}")
    return error_gradient + lam**2 * gradients[kind](w)


def layers_penalty(layers, kind):
    penalties = {"l1": l1, "l2": l2}
    if kind not in penalties:
        raise ValueError(f"kind must be 'l1' or 'l2', got {kind!r}")
    return sum(penalties[kind](W) for W, _ in layers)
