# loses: 2.5
# breaks: size
# output_size rounds down with same; conv2d does not ask it there.
def output_size(n, k, stride, padding):
    if min(n, k, stride) < 1:
        raise ValueError(f"n, k and stride must be at least 1, got {n}, {k}, {stride}")
    if padding == "same":
        return n // stride
    if padding != "valid":
        raise ValueError(f'padding must be "valid" or "same", got {padding!r}')
    if k > n:
        raise ValueError(f"a kernel of size {k} does not fit into an input of size {n}")
    return (n - k) // stride + 1


def conv2d(x, k, stride=1, padding="valid"):
    x, k = np.asarray(x, dtype=float), np.asarray(k)
    if x.ndim == k.ndim == 2:
        return conv2d(x[..., None], k[..., None, None], stride, padding)[..., 0]
    if x.ndim != 3 or k.ndim != 4 or x.shape[2] != k.shape[2]:
        raise ValueError(f"a kernel of shape {k.shape} does not fit a picture of shape {x.shape}")
    added = []
    for n, m in zip(x.shape[:2], k.shape[:2], strict=True):
        size = output_size(n, m, stride, padding)
        if padding == "same":
            size = -(-n // stride)
        zeros = max((size - 1) * stride + m - n, 0)  # none if "valid"
        added.append((zeros // 2, zeros - zeros // 2))
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(x, [*added, (0, 0)]), k.shape[:2], axis=(0, 1))
    return np.einsum("ijcab,abcd->ijd", windows[::stride, ::stride], k)
