def kmeans_anchors(wh, k, seed):
    wh = np.array(wh, dtype=float)
    if wh.ndim != 2 or wh.shape[-1] != 2 or wh.min() <= 0:
        raise ValueError(f"cannot use wh of shape {wh.shape}")
    n = wh.shape[0]
    if k not in range(1, n + 1):
        raise ValueError(f"k = {k}")
    w, h = wh[:, :1], wh[:, 1:]
    anchors = wh[np.random.default_rng(seed).choice(n, k, replace=False)]
    previous = np.full(n, -1)
    rounds = 0
    while rounds < 300:
        common = np.minimum(w, anchors[:, 0]) * np.minimum(h, anchors[:, 1])
        nearest = np.argmin(1 - common / (w * h + anchors[:, 0] * anchors[:, 1] - common), axis=1)
        if (nearest == previous).all():
            break
        previous, rounds = nearest, rounds + 1
        belongs = np.eye(k)[nearest]
        count = belongs.sum(axis=0)[:, None]
        anchors = np.where(count > 0, belongs.T @ wh / np.maximum(count, 1), anchors)
    return pd.DataFrame(anchors, columns=["w", "h"]).assign(a=lambda d: d.w * d.h).sort_values("a")[["w", "h"]]
