def mask_tokens(ids, rng, p=0.15, tokenizer=tokenizer):
    if p < 0 or 1 < p:
        raise ValueError("0 <= p <= 1 is required")
    out = np.array(ids)
    flat, special = out.reshape(-1), [tokenizer[s] for s in SPECIAL_TOKENS]
    words = sorted(set(tokenizer.values()) - set(special))
    labels = np.full(out.shape, -100)
    for k in np.flatnonzero(~np.isin(flat, special)):
        if rng.binomial(1, p):
            labels.reshape(-1)[k] = flat[k]
            flat[k] = rng.choice([tokenizer["[MASK]"], rng.choice(words), flat[k]], p=[0.8, 0.1, 0.1])
    return out, labels


def mlm_loss(logits, labels):
    logits, labels = np.asarray(logits, "float32"), np.asarray(labels)
    if logits.shape[:-1] != labels.shape:
        raise ValueError("shapes do not fit")
    if (labels == -100).all():
        return 0.0
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=-100)
    return loss(labels[labels != -100], logits[labels != -100])
