def reparameterize(mu, log_var, eps):
    if not (np.shape(mu) == np.shape(log_var) == np.shape(eps)):
        raise ValueError("shapes differ")
    if np.ndim(mu) == 2:
        return [reparameterize(*row) for row in zip(mu, log_var, eps)]
    return [float(m) + math.sqrt(math.exp(v)) * float(e) for m, v, e in zip(mu, log_var, eps)]


def kl_to_standard_normal(mu, log_var):
    if np.shape(mu) != np.shape(log_var):
        raise ValueError("shapes differ")
    if np.ndim(mu) == 2:
        return [kl_to_standard_normal(m, v) for m, v in zip(mu, log_var)]
    return sum(0.5 * (float(m) ** 2 + math.exp(v) - 1 - v) for m, v in zip(mu, log_var))
