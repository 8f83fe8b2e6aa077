def positive(*sizes):
    if np.any(np.array(sizes) < 1):
        raise ValueError(f"sizes must be at least 1: {sizes}")
    return np.prod(sizes)


def conv_params(kernel, ch_in, ch_out, bias=True):
    kh, kw = kernel if isinstance(kernel, (tuple, list)) else (kernel,) * 2
    return positive(kh, kw, ch_in, ch_out) + (ch_out if bias else 0)


def dense_params(n_in, n_out, bias=True):
    return conv_params(1, n_in, n_out, bias)


def one_by_one_params(ch_in, ch_out):
    return dense_params(ch_in, ch_out)
