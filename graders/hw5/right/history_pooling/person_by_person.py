def pools(E, mask, divisor):
    E, mask = np.array(E, float), np.array(mask, float)
    if E.ndim == 3 and mask.ndim == 2 and len(E) == len(mask):
        return [pools(e, m, divisor) for e, m in zip(E, mask)]
    if E.ndim != 2 or mask.shape != (E.shape[0],):
        raise ValueError("shapes do not fit")
    if (mask < 0).any():
        raise ValueError("negative weight")
    total = [0.0] * E.shape[1]
    for x, w in zip(E, mask):
        for i in range(len(total)):
            total[i] += w * x[i]
    d = divisor(list(mask))
    return [a / d if d > 0 else 0.0 for a in total]


def sum_pool(E, mask):
    return pools(E, mask, lambda w: 1)


def mean_pool(E, mask):
    return pools(E, mask, sum)


def sqrtn_pool(E, mask):
    return pools(E, mask, lambda w: sum(a * a for a in w) ** 0.5)
