# loses: 1
# breaks: chosen
# Chooses the same number of positions at every call.
def mask_tokens(ids, rng, p=0.15, tokenizer=tokenizer):
    if not 0 <= p <= 1:
        raise ValueError(f"p must be between 0 and 1, got {p}")
    ids = np.asarray(ids)
    special = [tokenizer[name] for name in SPECIAL_TOKENS]
    words = np.setdiff1d(list(tokenizer.values()), special)
    chosen = ~np.isin(ids, special) & True
    places = np.flatnonzero(chosen)
    chosen = np.zeros(ids.size, dtype=bool)
    chosen[rng.choice(places, round(p * len(places)), replace=False)] = True
    chosen = chosen.reshape(ids.shape)
    fate = rng.random(ids.shape)
    masked = np.where(chosen & (fate < 0.9), rng.choice(words, ids.shape), ids)
    masked = np.where(chosen & (fate < 0.8), tokenizer["[MASK]"], masked)
    return masked, np.where(chosen, ids, -100)


def mlm_loss(logits, labels):
    logits, labels = np.asarray(logits), np.asarray(labels)
    if logits.shape[:-1] != labels.shape:
        raise ValueError(f"logits of shape {logits.shape} do not fit labels of shape {labels.shape}")
    asked = labels != -100
    if not asked.any():
        return 0.0
    z = logits[asked] - logits[asked].max(axis=-1, keepdims=True)
    right = z[np.arange(len(z)), labels[asked]]
    return float(np.mean(np.log(np.exp(z).sum(axis=-1)) - right))
