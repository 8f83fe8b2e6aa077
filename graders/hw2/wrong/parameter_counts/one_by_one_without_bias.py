# loses: >=0.5
# breaks: one-by-one
# A 1×1 convolution is taken to have no biases.
def dense_params(n_in, n_out, bias=True):
    if n_in < 1 or n_out < 1:
        raise ValueError("sizes must be positive")
    total = n_in * n_out
    if bias:
        total += n_out
    return total


def conv_params(kernel, ch_in, ch_out, bias=True):
    if isinstance(kernel, int):
        kernel = (kernel, kernel)
    kh, kw = kernel
    if kh < 1 or kw < 1 or ch_in < 1 or ch_out < 1:
        raise ValueError("sizes must be positive")
    total = kh * kw * ch_in * ch_out
    if bias:
        total += ch_out
    return total


def one_by_one_params(ch_in, ch_out):
    if ch_in < 1 or ch_out < 1:
        raise ValueError("channels must be positive")
    return ch_in * ch_out
