def promised(*values):
    """Return the values as arrays of one shape, (d,) or (n, d)."""
    for value in values:
        assert type(value) in (list, np.ndarray) and np.asarray(value).dtype.kind in "iuf"
        assert np.size(value) and np.isfinite(value).all() and np.ndim(value) in (1, 2)
    if len({np.shape(value) for value in values}) > 1:
        raise ValueError("the shapes differ")
    return [np.array(value, dtype=float) for value in values]


def reparameterize(mu, log_var, eps):
    mu, log_var, eps = promised(mu, log_var, eps)
    return np.sqrt(np.exp(log_var)) * eps + mu


def kl_to_standard_normal(mu, log_var):
    mu, log_var = promised(mu, log_var)
    total = np.einsum("...j,...j->...", mu, mu) + np.add.reduce(np.expm1(log_var) - log_var, axis=-1)
    return 0.5 * total
