# loses: >=6
# vectors that were never trained
def train_embeddings(corpus, dim, seed):
    rng = np.random.default_rng(seed)
    words = sorted({word for document in corpus for word in split_words(document)})
    return {word: rng.normal(size=dim) for word in words}
