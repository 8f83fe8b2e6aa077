# loses: >=1.5
# breaks: default
# The default padding is valid.
import math


def pool2d(x, reduce, size, stride, padding):
    x = np.array(x, dtype=float)
    if x.ndim not in (2, 3):
        raise ValueError("x must be a picture")
    if size < 1 or stride < 1:
        raise ValueError("size and stride must be positive")
    if padding not in ("valid", "same"):
        raise ValueError("unknown padding")
    h, w = x.shape[:2]
    if padding == "valid" and (size > h or size > w):
        raise ValueError("the window does not fit")
    if x.ndim == 3:
        return np.stack([pool2d(x[:, :, c], reduce, size, stride, padding) for c in range(x.shape[2])], axis=-1)
    if padding == "same":
        oh, ow = math.ceil(h / stride), math.ceil(w / stride)
        top = max((oh - 1) * stride + size - h, 0) // 2
        left = max((ow - 1) * stride + size - w, 0) // 2
    else:
        oh, ow = (h - size) // stride + 1, (w - size) // stride + 1
        top = left = 0
    out = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            r, c = i * stride - top, j * stride - left
            out[i, j] = reduce(x[max(r, 0) : min(r + size, h), max(c, 0) : min(c + size, w)])
    return out


def max_pool2d(x, size=2, stride=2, padding="valid"):
    return pool2d(x, np.max, size, stride, padding)


def avg_pool2d(x, size=2, stride=2, padding="valid"):
    return pool2d(x, np.mean, size, stride, padding)


def flatten(x):
    return np.array(x).reshape(-1)
