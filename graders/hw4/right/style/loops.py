def gram_matrix(features):
    if np.ndim(features) != 3:
        raise ValueError("features must be (h, w, c)")
    h, w, c = np.shape(features)
    G = [[0.0] * c for _ in range(c)]
    for row in features:
        for place in row:
            for i in range(c):
                for j in range(c):
                    G[i][j] += float(place[i]) * float(place[j]) / (h * w)
    return G


def style_loss(features, style_features):
    A, B = gram_matrix(features), gram_matrix(style_features)
    if len(A) != len(B):
        raise ValueError("different numbers of channels")
    c = len(A)
    return sum((A[i][j] - B[i][j]) ** 2 for i in range(c) for j in range(c)) / c**2


def content_loss(features, content_features):
    if np.ndim(features) != 3 or np.shape(features) != np.shape(content_features):
        raise ValueError("shapes differ")
    gaps = [float(p) - float(q) for p, q in zip(np.ravel(features), np.ravel(content_features))]
    return sum(g * g for g in gaps) / len(gaps)
