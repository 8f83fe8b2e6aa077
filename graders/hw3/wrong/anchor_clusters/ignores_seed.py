# loses: 1
# breaks: seed
# ignores the seed, and takes the best of a few starts that are always the same
def kmeans_anchors(wh, k, seed):
    wh = np.asarray(wh, dtype=float)
    if wh.ndim != 2 or wh.shape[1] != 2 or np.any(wh <= 0):
        raise ValueError(f"wh must be (n, 2) and positive, got shape {wh.shape}")
    if not 1 <= k <= len(wh):
        raise ValueError(f"k must lie between 1 and {len(wh)}, got {k}")

    def overlaps(anchors):
        intersection = np.minimum(wh[:, np.newaxis], anchors).prod(axis=2)
        return intersection / (wh.prod(axis=1)[:, np.newaxis] + anchors.prod(axis=1) - intersection)

    def clustered(start):
        anchors = np.random.default_rng(start).permutation(wh)[:k]
        for _ in range(300):
            nearest = np.argmax(overlaps(anchors), axis=1)
            for j in np.unique(nearest):  # an anchor without boxes stays
                anchors[j] = wh[nearest == j].mean(axis=0)
        return anchors[np.argsort(anchors.prod(axis=1))]

    return max(map(clustered, range(4)), key=lambda anchors: overlaps(anchors).max(axis=1).mean())
