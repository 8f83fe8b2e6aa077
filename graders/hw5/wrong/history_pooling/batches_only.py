# loses: 3
# breaks: shapes
# one person alone is an error
def sum_pool(E, mask):
    E, w = np.asarray(E, dtype=float), np.asarray(mask, dtype=float)
    if E.ndim != 3 or w.shape != E.shape[:-1]:
        raise ValueError(f"E must be ([n,] T, d) and mask ([n,] T), got shapes {E.shape} and {w.shape}")
    if np.any(w < 0):
        raise ValueError("weights must not be negative")
    return (E * w[..., None]).sum(axis=-2)


def mean_pool(E, mask):
    total = np.asarray(mask, dtype=float).sum(axis=-1, keepdims=True)
    return sum_pool(E, mask) / np.where(total == 0, 1, total)


def sqrtn_pool(E, mask):
    length = np.sqrt((np.asarray(mask, dtype=float) ** 2).sum(axis=-1, keepdims=True))
    return sum_pool(E, mask) / np.where(length == 0, 1, length)
