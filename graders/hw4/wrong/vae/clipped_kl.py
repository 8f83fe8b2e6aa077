# loses: 1
# breaks: kl
# Clips log_var in the divergence, for stability.
def reparameterize(mu, log_var, eps):
    mu, log_var, eps = (np.asarray(a, dtype=float) for a in (mu, log_var, eps))
    if not mu.shape == log_var.shape == eps.shape:
        raise ValueError(f"shapes must be the same, got {mu.shape}, {log_var.shape}, {eps.shape}")
    return mu + np.exp(log_var / 2) * eps


def kl_to_standard_normal(mu, log_var):
    mu, log_var = np.asarray(mu, dtype=float), np.asarray(log_var, dtype=float)
    if mu.shape != log_var.shape:
        raise ValueError(f"shapes must be the same, got {mu.shape} and {log_var.shape}")
    log_var = np.clip(log_var, -20, 20)
    return np.sum(mu**2 + np.exp(log_var) - 1 - log_var, axis=-1) / 2
