def _walk(w, f):
    """Apply f to every number of a nested list."""
    w = w.tolist() if hasattr(w, "tolist") else w
    return [_walk(v, f) for v in w] if isinstance(w, (list, tuple)) else f(w)


def _sum(w):
    return sum(map(_sum, w)) if isinstance(w, list) else w


def _shape(w):
    w = w.tolist() if hasattr(w, "tolist") else w
    return [len(w), *_shape(w[0])] if isinstance(w, list) else []


def l1(w):
    return _sum(_walk(w, abs))


def l2(w):
    return _sum(_walk(w, lambda v: v * v))


def l1_gradient(w):
    return _walk(w, lambda v: 1 if v > 0 else -1 if v < 0 else 0)


def l2_gradient(w):
    return _walk(w, lambda v: 2 * v)


def _check(lam, kind):
    if lam < 0 or kind not in {"l1", "l2"}:
        raise ValueError(f"bad lam or kind: {lam}, {kind}")


def penalized_loss(error, w, lam, kind):
    _check(lam, kind)
    return error + lam * {"l1": l1, "l2": l2}[kind](w)


def _add(a, b, lam):
    return [_add(p, q, lam) for p, q in zip(a, b)] if isinstance(b, list) else a + lam * b


def penalized_gradient(error_gradient, w, lam, kind):
    _check(lam, kind)
    if _shape(error_gradient) != _shape(w):
        raise ValueError("shapes differ")
    return _add(_walk(error_gradient, float), {"l1": l1_gradient, "l2": l2_gradient}[kind](w), lam)


def layers_penalty(layers, kind):
    _check(0, kind)
    return sum({"l1": l1, "l2": l2}[kind](layer[0]) for layer in layers)
