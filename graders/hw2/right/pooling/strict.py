def promised(values):
    assert isinstance(values, list | np.ndarray), type(values)
    array = np.asarray(values)
    assert array.dtype.kind in "iuf" and array.size > 0 and np.isfinite(array).all(), array
    return array


def span(n, size, stride, padding):
    if padding == "valid":
        return [(start, start + size) for start in range(0, n - size + 1, stride)]
    firsts = np.arange(0, n, stride)
    firsts = firsts - max(firsts[-1] + size - n, 0) // 2
    return [(max(first, 0), min(first + size, n)) for first in firsts.tolist()]


def pool2d(x, reduce, size, stride, padding):
    x = promised(x)
    assert callable(reduce)
    for value in (size, stride):
        assert isinstance(value, int | np.integer) and not isinstance(value, bool), type(value)
    assert isinstance(padding, str), type(padding)
    if x.ndim not in (2, 3):
        raise ValueError("x must have two or three dimensions")
    if size < 1 or stride < 1:
        raise ValueError("size and stride must be at least 1")
    if padding not in ("valid", "same"):
        raise ValueError("padding must be valid or same")
    if padding == "valid" and size > min(x.shape[:2]):
        raise ValueError("the window is larger than the picture")
    picture = x if x.ndim == 3 else x[:, :, np.newaxis]
    rows, columns = span(x.shape[0], size, stride, padding), span(x.shape[1], size, stride, padding)
    out = np.zeros((len(rows), len(columns), picture.shape[2]))
    for i, j, c in np.ndindex(out.shape):
        patch = picture[slice(*rows[i]), slice(*columns[j]), c].copy()
        before = patch.copy()
        value = reduce(patch)
        assert np.array_equal(patch, before), "reduce leaves the patch alone"
        assert np.ndim(value) == 0 and np.isfinite(value), value
        out[i, j, c] = value
    return out if x.ndim == 3 else out[:, :, 0]


def max_pool2d(x, size=2, stride=2, padding="same"):
    return pool2d(x, lambda patch: patch.max(), size, stride, padding)


def avg_pool2d(x, size=2, stride=2, padding="same"):
    return pool2d(x, lambda patch: patch.sum() / patch.size, size, stride, padding)


def flatten(x):
    return promised(x).reshape(-1, order="C")
