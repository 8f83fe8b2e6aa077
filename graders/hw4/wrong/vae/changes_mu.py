# loses: >=1
# breaks: arguments
# Adds in place and so overwrites the argument mu.
def _same_shape(*arrays):
    arrays = [np.asarray(a, dtype=float) for a in arrays]
    if len({a.shape for a in arrays}) > 1:
        raise ValueError(f"the shapes differ: {[a.shape for a in arrays]}")
    return arrays


def reparameterize(mu, log_var, eps):
    """Return the latent vector z that standard normal noise stands for."""
    mu, log_var, eps = _same_shape(mu, log_var, eps)
    mu += np.exp(log_var / 2) * eps
    return mu


def kl_to_standard_normal(mu, log_var):
    """Return the KL divergence of a Gaussian from the standard normal."""
    mu, log_var = _same_shape(mu, log_var)
    return (mu**2 + np.exp(log_var) - 1 - log_var).sum(axis=-1) / 2
