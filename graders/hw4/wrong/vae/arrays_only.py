# loses: 3
# breaks: lists
# Makes no arrays of its arguments.
def reparameterize(mu, log_var, eps):
    if not mu.shape == log_var.shape == eps.shape:
        raise ValueError(f"shapes must be the same, got {mu.shape}, {log_var.shape}, {eps.shape}")
    return mu + np.exp(log_var / 2) * eps


def kl_to_standard_normal(mu, log_var):
    if mu.shape != log_var.shape:
        raise ValueError(f"shapes must be the same, got {mu.shape} and {log_var.shape}")
    return np.sum(mu**2 + np.exp(log_var) - 1 - log_var, axis=-1) / 2
