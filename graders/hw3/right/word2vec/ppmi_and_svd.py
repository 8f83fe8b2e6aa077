def train_embeddings(corpus, dim, seed):
    """Levy and Goldberg: skip-grams factorise the matrix of pointwise mutual information."""
    sentences = [split_words(document) for document in corpus]
    number = {word: i for i, word in enumerate(sorted({word for s in sentences for word in s}))}
    counts = np.zeros((len(number), len(number)))
    for s in sentences:
        for i, a in enumerate(s):
            for j, b in enumerate(s):
                if i != j:
                    counts[number[a], number[b]] += 1
    share = counts / counts.sum()
    expected = np.outer(share.sum(axis=1), share.sum(axis=0))
    with np.errstate(divide="ignore", invalid="ignore"):
        ppmi = np.where(share > 0, np.maximum(np.log(share / expected), 0), 0)
    u, s, _ = np.linalg.svd(ppmi)
    return {word: (u[i, :dim] * np.sqrt(s[:dim])).tolist() for word, i in number.items()}
