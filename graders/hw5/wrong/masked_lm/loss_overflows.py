# loses: 1
# breaks: large-scores
# softmax without subtracting the maximum
def mask_tokens(ids, rng, p=0.15, tokenizer=tokenizer):
    if not 0 <= p <= 1:
        raise ValueError(f"p must be between 0 and 1, got {p}")
    ids = np.asarray(ids)
    special = [tokenizer[name] for name in SPECIAL_TOKENS]
    words = np.setdiff1d(list(tokenizer.values()), special)
    chosen = ~np.isin(ids, special) & (rng.random(ids.shape) < p)
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
    z = logits[asked]
    right = z[np.arange(len(z)), labels[asked]]
    return float(np.mean(np.log(np.exp(z).sum(axis=-1)) - right))
