from scipy.special import log_softmax


def mask_tokens(ids, rng, p=0.15, tokenizer=tokenizer):
    assert isinstance(ids, np.ndarray | list) and isinstance(rng, np.random.Generator) and isinstance(p, int | float)
    assert type(tokenizer) is dict and set(SPECIAL_TOKENS) < set(tokenizer)
    numbers = set(tokenizer.values())
    assert len(numbers) == len(tokenizer) and all(type(number) is int for number in numbers)
    labels = np.array(ids)
    assert labels.ndim in (1, 2) and labels.dtype.kind == "i" and set(labels.ravel().tolist()) <= numbers
    if p < 0 or p > 1:
        raise ValueError("no probability")
    masked = labels.copy()
    words = [number for piece, number in tokenizer.items() if piece not in SPECIAL_TOKENS]
    labels[~np.isin(labels, words) | (rng.random(labels.shape) >= p)] = -100
    places = np.flatnonzero(labels != -100)
    fates = rng.choice(["mask", "word", "stay"], size=len(places), p=[0.8, 0.1, 0.1])
    masked.flat[places[fates == "mask"]] = tokenizer["[MASK]"]
    masked.flat[places[fates == "word"]] = rng.choice(words, size=np.count_nonzero(fates == "word"))
    return masked, labels


def mlm_loss(logits, labels):
    assert isinstance(logits, np.ndarray | list) and isinstance(labels, np.ndarray | list)
    scores, labels = np.array(logits, dtype=float), np.array(labels)
    assert scores.ndim in (2, 3) and scores.size > 0 and np.abs(scores).max() <= 1000 and labels.dtype.kind == "i"
    if scores.shape[:-1] != labels.shape:
        raise ValueError("the shapes do not fit")
    losses = []
    for place in np.ndindex(labels.shape):
        assert labels[place] == -100 or 0 <= labels[place] < scores.shape[-1]
        if labels[place] >= 0:
            losses.append(-log_softmax(scores[place])[labels[place]])
    return sum(losses) / max(len(losses), 1)
