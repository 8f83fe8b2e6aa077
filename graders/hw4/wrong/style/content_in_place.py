# loses: 1
# breaks: arguments
# content_loss subtracts in place.
def gram_matrix(features):
    features = np.asarray(features, dtype=float)
    if features.ndim != 3:
        raise ValueError(f"features must be (h, w, c), got shape {features.shape}")
    places = np.concatenate(features)  # one row per place, (h * w, c)
    return places.T @ places / len(places)


def style_loss(features, style_features):
    a, b = gram_matrix(features), gram_matrix(style_features)
    if a.shape != b.shape:
        raise ValueError(f"the numbers of channels differ: {len(a)} and {len(b)}")
    return np.mean((a - b) ** 2)


def content_loss(features, content_features):
    a, b = np.asarray(features, dtype=float), np.asarray(content_features, dtype=float)
    if a.ndim != 3 or a.shape != b.shape:
        raise ValueError(f"both must have one shape (h, w, c), got {a.shape} and {b.shape}")
    a -= b
    return np.mean(a**2)
