def kmeans_anchors(wh, k, seed):
    if np.ndim(wh) != 2 or np.shape(wh)[1] != 2:
        raise ValueError("wh is (n, 2)")
    sizes = [(float(w), float(h)) for w, h in wh]
    if min(min(size) for size in sizes) <= 0:
        raise ValueError("sizes are positive")
    if k < 1 or k > len(sizes):
        raise ValueError("k does not fit")

    def distance(a, b):
        both = min(a[0], b[0]) * min(a[1], b[1])
        return 1 - both / (a[0] * a[1] + b[0] * b[1] - both)

    rng = np.random.default_rng(seed)
    anchors = [sizes[i] for i in rng.permutation(len(sizes))[:k]]
    before = None
    for _ in range(300):
        groups = [min(range(k), key=lambda j: distance(size, anchors[j])) for size in sizes]
        if groups == before:
            break
        before = groups
        for j in range(k):
            mine = [size for size, group in zip(sizes, groups) if group == j]
            if mine:
                anchors[j] = (sum(w for w, _ in mine) / len(mine), sum(h for _, h in mine) / len(mine))
    return sorted(anchors, key=lambda a: a[0] * a[1])
