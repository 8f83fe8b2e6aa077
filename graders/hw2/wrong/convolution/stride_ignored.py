# loses: >=2
# breaks: stride
# The patch moves by one, whatever the stride.
import math


def output_size(n, k, stride, padding):
    if n < 1 or k < 1 or stride < 1:
        raise ValueError("sizes must be positive")
    if padding not in ("valid", "same"):
        raise ValueError("unknown padding")
    if padding == "valid" and k > n:
        raise ValueError("kernel too large")
    if padding == "same":
        return math.ceil(n / stride)
    return (n - k) // stride + 1


def conv2d(x, k, stride=1, padding="valid"):
    x = np.array(x, dtype=float)
    k = np.array(k, dtype=float)
    flat = x.ndim == 2 and k.ndim == 2
    if flat:
        x = x.reshape(x.shape + (1,))
        k = k.reshape(k.shape + (1, 1))
    if x.ndim != 3 or k.ndim != 4:
        raise ValueError("wrong dimensions")
    if x.shape[2] != k.shape[2]:
        raise ValueError("channels do not fit")
    h, w = x.shape[:2]
    kh, kw = k.shape[:2]
    oh = output_size(h, kh, stride, padding)
    ow = output_size(w, kw, stride, padding)
    if padding == "same":
        ph = max((oh - 1) * stride + kh - h, 0)
        pw = max((ow - 1) * stride + kw - w, 0)
        top, left = ph // 2, pw // 2
        x = np.pad(x, ((top, ph - top), (left, pw - left), (0, 0)))
    out = np.zeros((oh, ow, k.shape[3]))
    for i in range(oh):
        for j in range(ow):
            patch = x[i : i + kh, j : j + kw]
            for o in range(k.shape[3]):
                out[i, j, o] = np.sum(patch * k[:, :, :, o])
    if flat:
        return out[:, :, 0]
    return out
