# loses: 2
# breaks: rng
# a generator of its own instead of rng
def mask_tokens(ids, rng, p=0.15, tokenizer=tokenizer):
    if not 0 <= p <= 1:
        raise ValueError(f"p must be between 0 and 1, got {p}")
    rng = np.random.default_rng(0)
    ids = np.asarray(ids)
    special = [tokenizer[name] for name in SPECIAL_TOKENS]
    words = np.setdiff1d(list(tokenizer.values()), special)
    question = ~np.isin(ids, special) & (rng.random(ids.shape) < p)
    fate = np.where(question, rng.random(ids.shape), 1.0)  # 1: no question
    masked = np.where(fate < 0.9, rng.choice(words, ids.shape), ids)
    masked = np.where(fate < 0.8, tokenizer["[MASK]"], masked)
    return masked, np.where(question, ids, -100)


def mlm_loss(logits, labels):
    logits, labels = np.asarray(logits, dtype=float), np.asarray(labels)
    if logits.shape[:-1] != labels.shape:
        raise ValueError(f"logits of shape {logits.shape} do not fit labels of shape {labels.shape}")
    asked = labels != -100
    if not asked.any():
        return 0.0
    z = logits[asked] - logits[asked].max(axis=-1, keepdims=True)
    right = np.take_along_axis(z, labels[asked][:, None], axis=-1)[:, 0]
    return float(np.mean(np.log(np.exp(z).sum(axis=-1)) - right))
