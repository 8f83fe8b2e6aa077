# loses: 1
# breaks: errors
# Nothing raises ValueError.
def dense_params(n_in, n_out, bias=True):
    total = n_in * n_out
    if bias:
        total += n_out
    return total


def conv_params(kernel, ch_in, ch_out, bias=True):
    if isinstance(kernel, int):
        kernel = (kernel, kernel)
    kh, kw = kernel
    total = kh * kw * ch_in * ch_out
    if bias:
        total += ch_out
    return total


def one_by_one_params(ch_in, ch_out):
    return ch_in * ch_out + ch_out
