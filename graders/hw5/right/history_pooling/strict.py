def weighted_sum(E, mask):
    """Return the weighted sum, and the weights as an array."""
    assert isinstance(E, np.ndarray | list) and isinstance(mask, np.ndarray | list | float)
    vectors, weights = np.array(E, dtype=float), np.array(mask, dtype=float)
    assert vectors.size > 0 and bool(np.isfinite(vectors).all() and np.isfinite(weights).all())
    if vectors.ndim not in (2, 3) or weights.shape != vectors.shape[:-1]:
        raise ValueError("E and mask do not fit")
    if weights.min() < 0:
        raise ValueError("a negative weight")
    return np.einsum("...t,...td->...d", weights, vectors), weights


def divided(total, divisor):
    divisor = np.expand_dims(divisor, -1)
    return np.divide(total, divisor, out=np.zeros_like(total), where=divisor != 0)


def sum_pool(E, mask):
    return weighted_sum(E, mask)[0]


def mean_pool(E, mask):
    total, weights = weighted_sum(E, mask)
    return divided(total, np.sum(weights, axis=-1))


def sqrtn_pool(E, mask):
    total, weights = weighted_sum(E, mask)
    return divided(total, np.linalg.norm(weights, axis=-1))
