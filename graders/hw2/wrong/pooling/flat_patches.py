# loses: 1
# breaks: reduce
# Hands over each window as a vector.
def pool2d(x, reduce, size, stride, padding):
    x = np.asarray(x)
    if x.ndim == 3:
        channels = np.moveaxis(x, 2, 0)
        return np.stack([pool2d(channel, reduce, size, stride, padding) for channel in channels], axis=2)
    if x.ndim != 2:
        raise ValueError(f"x must be (h, w) or (h, w, c), got shape {x.shape}")
    if min(size, stride) < 1:
        raise ValueError(f"size and stride must be at least 1, got {size} and {stride}")
    if padding not in ("valid", "same"):
        raise ValueError(f'padding must be "valid" or "same", got {padding!r}')
    if padding == "valid" and size > min(x.shape):
        raise ValueError(f"a window of size {size} does not fit into a picture of shape {x.shape}")
    windows = []
    for n in x.shape:
        count = -(-n // stride) if padding == "same" else (n - size) // stride + 1
        before = max((count - 1) * stride + size - n, 0) // 2  # none if "valid"
        starts = [i * stride - before for i in range(count)]
        windows.append([slice(max(start, 0), start + size) for start in starts])
    return np.array([[reduce(x[rows, columns].ravel()) for columns in windows[1]] for rows in windows[0]])


def max_pool2d(x, size=2, stride=2, padding="same"):
    return pool2d(x, np.max, size, stride, padding)


def avg_pool2d(x, size=2, stride=2, padding="same"):
    return pool2d(x, np.mean, size, stride, padding)


def flatten(x):
    return np.asarray(x).ravel()
