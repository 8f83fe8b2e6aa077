# loses: 4
# breaks: distance
# uses Euclidean distance
def kmeans_anchors(wh, k, seed):
    wh = np.asarray(wh, dtype=float)
    if wh.ndim != 2 or wh.shape[1] != 2 or np.any(wh <= 0):
        raise ValueError(f"wh must be (n, 2) and positive, got shape {wh.shape}")
    if not 1 <= k <= len(wh):
        raise ValueError(f"k must lie between 1 and {len(wh)}, got {k}")
    anchors = np.random.default_rng(seed).permutation(wh)[:k]
    for _ in range(300):
        intersection = np.minimum(wh[:, np.newaxis], anchors).prod(axis=2)
        union = wh.prod(axis=1)[:, np.newaxis] + anchors.prod(axis=1) - intersection
        nearest = np.argmin(((wh[:, np.newaxis] - anchors) ** 2).sum(axis=2), axis=1)
        for j in np.unique(nearest):  # an anchor without boxes stays
            anchors[j] = wh[nearest == j].mean(axis=0)
    return anchors[np.argsort(anchors.prod(axis=1))]
