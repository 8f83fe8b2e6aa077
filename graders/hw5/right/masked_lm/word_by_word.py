import math


def mask_tokens(ids, rng, p=0.15, tokenizer=tokenizer):
    if p < 0 or p > 1:
        raise ValueError("p is no probability")
    if np.ndim(ids) == 2:
        rows = [mask_tokens(row, rng, p, tokenizer) for row in ids]
        return [m for m, _ in rows], [l for _, l in rows]
    special = {tokenizer[t] for t in SPECIAL_TOKENS}
    words = [n for n in tokenizer.values() if n not in special]
    masked, labels = [], []
    for i in ids:
        i = int(i)
        if i in special or rng.uniform() >= p:
            masked.append(i)
            labels.append(-100)
            continue
        labels.append(i)
        u = rng.uniform()
        if u < 0.8:
            masked.append(tokenizer["[MASK]"])
        elif u < 0.9:
            masked.append(words[int(rng.integers(len(words)))])
        else:
            masked.append(i)
    return masked, labels


def mlm_loss(logits, labels):
    if np.shape(logits)[:-1] != np.shape(labels):
        raise ValueError("shapes")
    V = np.shape(logits)[-1]
    losses = []
    for z, label in zip(np.reshape(logits, (-1, V)).tolist(), np.ravel(labels).tolist()):
        if label != -100:
            m = max(z)
            losses.append(m + math.log(sum(math.exp(v - m) for v in z)) - z[label])
    return sum(losses) / len(losses) if losses else 0
