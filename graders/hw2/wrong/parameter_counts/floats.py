# loses: 4
# breaks: int
# A float is no int.
def dense_params(n_in, n_out, bias=True):
    if min(n_in, n_out) < 1:
        raise ValueError(f"sizes must be at least 1, got {n_in} and {n_out}")
    return float(n_out * (n_in + bias))


def conv_params(kernel, ch_in, ch_out, bias=True):
    kh, kw = (kernel, kernel) if np.ndim(kernel) == 0 else kernel
    if min(kh, kw, ch_in, ch_out) < 1:
        raise ValueError(f"sizes must be at least 1, got kernel {kernel}, channels {ch_in} and {ch_out}")
    return float(ch_out * (kh * kw * ch_in + bias))


def one_by_one_params(ch_in, ch_out):
    return conv_params(1, ch_in, ch_out)
