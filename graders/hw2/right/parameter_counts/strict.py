def checked(*sizes):
    for size in sizes:
        assert isinstance(size, int | np.integer) and not isinstance(size, bool), type(size)
    if any(size < 1 for size in sizes):
        raise ValueError("sizes and numbers of channels must be at least 1")
    return [int(size) for size in sizes]


def dense_params(n_in, n_out, bias=True):
    assert isinstance(bias, bool), type(bias)
    n_in, n_out = checked(n_in, n_out)
    return n_in * n_out + (n_out if bias else 0)


def conv_params(kernel, ch_in, ch_out, bias=True):
    assert isinstance(bias, bool), type(bias)
    if isinstance(kernel, tuple | list):
        assert len(kernel) == 2, kernel
        kh, kw = kernel
    else:
        kh = kw = kernel
    kh, kw, ch_in, ch_out = checked(kh, kw, ch_in, ch_out)
    return dense_params(kh * kw * ch_in, ch_out, bias)


def one_by_one_params(ch_in, ch_out):
    ch_in, ch_out = checked(ch_in, ch_out)
    return dense_params(ch_in, ch_out)
