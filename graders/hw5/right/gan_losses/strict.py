from scipy.special import log_expit


def logits_of(value):
    assert isinstance(value, np.ndarray | list)
    logits = np.array(value, dtype=float)
    assert logits.ndim > 0 and logits.size > 0 and np.abs(logits).max() <= 1000
    return logits


def discriminator_loss(real_logits, fake_logits):
    real, fake = logits_of(real_logits), logits_of(fake_logits)
    return -np.mean(log_expit(real)) - np.mean(log_expit(-fake))


def generator_loss(fake_logits):
    return -np.mean(log_expit(logits_of(fake_logits)))


def cycle_consistency_loss(x, x_cycled, lam=10.0):
    assert isinstance(x, np.ndarray | list) and isinstance(x_cycled, np.ndarray | list)
    assert np.ndim(lam) == 0 and lam > 0
    pictures = [np.array(picture, dtype=float) for picture in (x, x_cycled)]
    assert all(picture.size > 0 and bool(np.isfinite(picture).all()) for picture in pictures)
    if np.shape(pictures[0]) != np.shape(pictures[1]):
        raise ValueError("two shapes")
    return lam * np.linalg.norm(np.subtract(*pictures).ravel(), ord=1) / pictures[0].size
