# loses: 1
# breaks: bad-shapes
# Broadcasts shapes that differ.
def gram_matrix(features):
    features = np.asarray(features, dtype=float)
    if features.ndim != 3:
        raise ValueError("features must be (h, w, c)")
    h, w, c = features.shape
    flat = features.reshape(h * w, c)
    return flat.T @ flat / (h * w)


def style_loss(features, style_features):
    a, b = gram_matrix(features), gram_matrix(style_features)
    return np.mean((a - b) ** 2)


def content_loss(features, content_features):
    a, b = np.asarray(features, dtype=float), np.asarray(content_features, dtype=float)
    return np.mean((a - b) ** 2)
