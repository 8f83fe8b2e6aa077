def _numbers(values):
    assert isinstance(values, np.ndarray | list), f"neither array nor list: {type(values)}"
    found = np.asarray(values)
    assert found.size == 0 or found.dtype.kind in "iuf", f"no numbers: {found.dtype}"
    assert np.isfinite(found).all(), "numbers are finite"
    return found.astype(float)


def kmeans_anchors(wh, k, seed):
    wh = _numbers(wh)
    assert isinstance(k, int) and isinstance(seed, int) and seed >= 0, f"k is {k!r}, seed {seed!r}"
    if wh.ndim != 2 or wh.shape[-1] != 2 or not (wh > 0).all():
        raise ValueError("sizes are n rows of two positive numbers")
    if k < 1 or k > len(wh):
        raise ValueError(f"no {k} anchors out of {len(wh)} boxes")
    anchors = wh[np.random.default_rng(seed).choice(len(wh), size=k, replace=False)]
    owner = np.full(len(wh), -1)
    for _ in range(300):
        smaller = np.minimum(wh[:, None, 0], anchors[:, 0]) * np.minimum(wh[:, None, 1], anchors[:, 1])
        distance = 1 - smaller / (np.prod(wh, axis=1)[:, None] + np.prod(anchors, axis=1) - smaller)
        new = distance.argmin(axis=1)
        if (new == owner).all():
            break
        owner = new
        for j in range(k):
            if (owner == j).any():
                anchors[j] = np.mean(wh[owner == j], axis=0)
    return np.array(sorted(anchors.tolist(), key=lambda size: size[0] * size[1]))
