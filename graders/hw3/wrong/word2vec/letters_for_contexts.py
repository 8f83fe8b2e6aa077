# loses: >=5
# features of the spelling instead of the contexts
def train_embeddings(corpus, dim, seed):
    words = sorted({word for document in corpus for word in split_words(document)})
    return {w: np.array([sum(ord(c) ** (i % 3 + 1) % (7 + i) for c in w) for i in range(dim)]) + 0.0 for w in words}
