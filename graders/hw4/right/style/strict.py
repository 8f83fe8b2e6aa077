def promised(value):
    """Return a feature map as an array."""
    assert type(value) in (list, np.ndarray) and np.asarray(value).dtype.kind in "iuf"
    assert np.size(value) and np.isfinite(value).all()
    if np.ndim(value) != 3:
        raise ValueError("a feature map is (h, w, c)")
    return np.array(value, dtype=float)


def gram_matrix(features):
    F = promised(features)
    return np.tensordot(F, F, axes=((0, 1), (0, 1))) / math.prod(F.shape[:2])


def style_loss(features, style_features):
    G, target = gram_matrix(features), gram_matrix(style_features)
    if len(G) != len(target):
        raise ValueError("other channels")
    return np.linalg.norm(G - target) ** 2 / G.size


def content_loss(features, content_features):
    F, target = promised(features), promised(content_features)
    if F.shape != target.shape:
        raise ValueError("other shapes")
    return np.linalg.norm(F - target) ** 2 / F.size
