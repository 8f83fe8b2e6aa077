import math


def softplus(z):
    return max(z, 0.0) + math.log1p(math.exp(-abs(z)))


def mean_softplus(logits, sign):
    flat = np.ravel(np.array(logits)).tolist()
    return sum(softplus(sign * z) for z in flat) / len(flat)


def discriminator_loss(real_logits, fake_logits):
    return mean_softplus(real_logits, -1) + mean_softplus(fake_logits, 1)


def generator_loss(fake_logits):
    return mean_softplus(fake_logits, -1)


def cycle_consistency_loss(x, x_cycled, lam=10.0):
    if np.shape(x) != np.shape(x_cycled):
        raise ValueError(f"{np.shape(x)} is not {np.shape(x_cycled)}")
    pairs = list(zip(np.ravel(x).tolist(), np.ravel(x_cycled).tolist()))
    return lam * sum(abs(a - b) for a, b in pairs) / len(pairs)
