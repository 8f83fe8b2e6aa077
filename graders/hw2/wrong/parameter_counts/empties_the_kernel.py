# loses: >=1
# breaks: kernel
# Takes the numbers out of the list that came in.
def dense_params(n_in, n_out, bias=True):
    if n_in < 1 or n_out < 1:
        raise ValueError("sizes must be at least 1")
    return n_in * n_out + n_out * bias


def conv_params(kernel, ch_in, ch_out, bias=True):
    if isinstance(kernel, list):
        kw = kernel.pop()
        kh = kernel.pop()
    elif isinstance(kernel, tuple):
        kh, kw = kernel
    else:
        kh = kw = kernel
    if min(kh, kw, ch_in, ch_out) < 1:
        raise ValueError("sizes must be at least 1")
    return kh * kw * ch_in * ch_out + ch_out * bias


def one_by_one_params(ch_in, ch_out):
    return conv_params(1, ch_in, ch_out)
