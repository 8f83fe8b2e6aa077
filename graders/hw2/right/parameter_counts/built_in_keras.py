def counted(layer, shape):
    layer.build((None, *shape))
    return layer.count_params()


def dense_params(n_in, n_out, bias=True):
    if min(n_in, n_out) < 1:
        raise ValueError("sizes must be at least 1")
    return counted(keras.layers.Dense(n_out, use_bias=bias), (n_in,))


def conv_params(kernel, ch_in, ch_out, bias=True):
    if np.min(kernel) < 1 or min(ch_in, ch_out) < 1:
        raise ValueError("sizes must be at least 1")
    kernel = tuple(kernel) if np.ndim(kernel) else kernel
    return counted(keras.layers.Conv2D(ch_out, kernel, use_bias=bias), (32, 32, ch_in))


def one_by_one_params(ch_in, ch_out):
    return conv_params(1, ch_in, ch_out)
