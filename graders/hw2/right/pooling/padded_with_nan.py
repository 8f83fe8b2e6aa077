def pool2d(x, reduce, size, stride, padding):
    x = np.asarray(x, dtype=float)
    if x.ndim == 2:
        return pool2d(x[:, :, None], reduce, size, stride, padding)[:, :, 0]
    if x.ndim != 3 or size < 1 or stride < 1 or padding not in {"valid", "same"}:
        raise ValueError("x must be (h, w) or (h, w, c), size and stride positive, padding valid or same")
    if padding == "same":
        gaps = [max(((n - 1) // stride) * stride + size - n, 0) for n in x.shape[:2]]
        x = np.pad(x, [(gap // 2, gap - gap // 2) for gap in gaps] + [(0, 0)], constant_values=np.nan)
    elif size > x.shape[0] or size > x.shape[1]:
        raise ValueError("the window is larger than the picture")
    result = []
    for i in range(0, x.shape[0] - size + 1, stride):
        row = []
        for j in range(0, x.shape[1] - size + 1, stride):
            pixel = []
            for c in range(x.shape[2]):
                patch = x[i : i + size, j : j + size, c]
                patch = patch[~np.isnan(patch).all(axis=1)][:, ~np.isnan(patch).all(axis=0)]
                pixel.append(float(reduce(patch)))
            row.append(pixel)
        result.append(row)
    return np.array(result)


def max_pool2d(x, size=2, stride=2, padding="same"):
    return pool2d(x, lambda patch: patch.max(), size, stride, padding).tolist()


def avg_pool2d(x, size=2, stride=2, padding="same"):
    return pool2d(x, lambda patch: patch.sum() / patch.size, size, stride, padding).tolist()


def flatten(x):
    if isinstance(x, (list, tuple, np.ndarray)) and np.ndim(x) > 0:
        return [value for part in x for value in flatten(part)]
    return [x]
