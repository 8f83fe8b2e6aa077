# loses: 1
# breaks: errors
# checks nothing
def kmeans_anchors(wh, k, seed):
    wh = np.asarray(wh, dtype=float)
    anchors = np.random.default_rng(seed).permutation(wh)[:k]
    for _ in range(300):
        intersection = np.minimum(wh[:, np.newaxis], anchors).prod(axis=2)
        union = wh.prod(axis=1)[:, np.newaxis] + anchors.prod(axis=1) - intersection
        nearest = np.argmax(intersection / union, axis=1)
        for j in np.unique(nearest):  # an anchor without boxes stays
            anchors[j] = wh[nearest == j].mean(axis=0)
    return anchors[np.argsort(anchors.prod(axis=1))]
