from scipy.special import log_softmax


def mask_tokens(ids, rng, p=0.15, tokenizer=tokenizer):
    if not (p >= 0 and p <= 1):
        raise ValueError(f"p = {p}")
    masked = np.array(ids)
    labels = np.full(masked.shape, -100)
    words = np.array([n for name, n in tokenizer.items() if name not in SPECIAL_TOKENS])
    candidates = np.isin(masked, words)
    fate = rng.choice(4, size=masked.shape, p=[1 - p, 0.8 * p, 0.1 * p, 0.1 * p])
    fate[~candidates] = 0
    labels[fate > 0] = masked[fate > 0]
    masked[fate == 1] = tokenizer["[MASK]"]
    count = int((fate == 2).sum())
    masked[fate == 2] = words[rng.integers(0, len(words), count)]
    return masked, labels


def mlm_loss(logits, labels):
    labels, log_p = np.array(labels), log_softmax(np.array(logits, dtype=float), axis=-1)
    if log_p.shape[:-1] != labels.shape:
        raise ValueError("logits and labels do not fit")
    places = np.nonzero(labels + 100)
    if len(places[0]) == 0:
        return 0.0
    return -log_p[places + (labels[places],)].mean()
