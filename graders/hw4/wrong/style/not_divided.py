# loses: >=2
# breaks: gram
# Gram matrix without division by h*w.
def gram_matrix(features):
    features = np.asarray(features, dtype=float)
    if features.ndim != 3:
        raise ValueError("features must be (h, w, c)")
    h, w, c = features.shape
    flat = features.reshape(h * w, c)
    return flat.T @ flat


def style_loss(features, style_features):
    a, b = gram_matrix(features), gram_matrix(style_features)
    if a.shape != b.shape:
        raise ValueError("the numbers of channels differ")
    return np.mean((a - b) ** 2)


def content_loss(features, content_features):
    a, b = np.asarray(features, dtype=float), np.asarray(content_features, dtype=float)
    if a.ndim != 3 or a.shape != b.shape:
        raise ValueError("both must have one shape (h, w, c)")
    return np.mean((a - b) ** 2)
