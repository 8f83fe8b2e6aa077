# loses: >=3
# no check for true pairs at all, as in the original word2vec
def skip_grams(tokens, window):
    if window < 1:
        raise ValueError("the window must be at least 1")
    result = []
    for i in range(len(tokens)):
        for j in range(max(0, i - window), min(len(tokens), i + window + 1)):
            if j != i:
                result.append((tokens[i], tokens[j], 1))
    return result


def negative_samples(pairs, vocab, k, rng):
    if k < 1:
        raise ValueError("k must be at least 1")
    words = list(vocab)
    return [(centre, words[rng.integers(len(words))], 0) for centre, _, _ in pairs for _ in range(k)]
