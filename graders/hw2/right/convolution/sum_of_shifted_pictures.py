def output_size(n, k, stride, padding):
    if any(size < 1 for size in (n, k, stride)):
        raise ValueError("sizes must be at least 1")
    if padding == "same":
        return (n + stride - 1) // stride
    elif padding == "valid":
        if k > n:
            raise ValueError("the kernel is larger than the input")
        return (n - k + stride) // stride
    raise ValueError(f"unknown padding {padding}")


def conv2d(x, k, stride=1, padding="valid"):
    x, k = np.array(x, dtype=float), np.array(k, dtype=float)
    if x.ndim == 2 and k.ndim == 2:
        return conv2d(x[:, :, None], k[:, :, None, None], stride, padding)[:, :, 0]
    if x.ndim != 3 or k.ndim != 4 or x.shape[-1] != k.shape[-2]:
        raise ValueError("shapes do not fit")
    (h, w, _), (kh, kw, _, c_out) = x.shape, k.shape
    oh, ow = output_size(h, kh, stride, padding), output_size(w, kw, stride, padding)
    frame = np.zeros((max(h, (oh - 1) * stride + kh), max(w, (ow - 1) * stride + kw), x.shape[2]))
    top, left = (frame.shape[0] - h) // 2, (frame.shape[1] - w) // 2
    frame[top : top + h, left : left + w] = x
    total = np.zeros((oh, ow, c_out))
    for a in range(kh):
        for b in range(kw):
            shifted = frame[a : a + (oh - 1) * stride + 1 : stride, b : b + (ow - 1) * stride + 1 : stride]
            total += shifted @ k[a, b]
    return total
