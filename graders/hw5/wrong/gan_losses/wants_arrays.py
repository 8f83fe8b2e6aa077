# loses: 1
# breaks: lists
# takes arrays only
def discriminator_loss(real_logits, fake_logits):
    real, fake = real_logits, fake_logits
    return float(np.logaddexp(0, -real).mean() + np.logaddexp(0, fake).mean())  # -log sigmoid(z) = log(1 + exp(-z))


def generator_loss(fake_logits):
    return float(np.logaddexp(0, -np.asarray(fake_logits, dtype=float)).mean())


def cycle_consistency_loss(x, x_cycled, lam=10.0):
    x, x_cycled = np.asarray(x, dtype=float), np.asarray(x_cycled, dtype=float)
    if x.shape != x_cycled.shape:
        raise ValueError(f"the shapes differ: {x.shape} and {x_cycled.shape}")
    return float(lam * np.abs(x - x_cycled).mean())
