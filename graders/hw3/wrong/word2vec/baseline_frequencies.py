# loses: >=6
# vectors that know only how frequent a word is
def train_embeddings(corpus, dim, seed):
    counts = Counter(word for document in corpus for word in split_words(document))
    rng = np.random.default_rng(seed)
    return {w: np.sin(np.arange(1, dim + 1) * np.log(n)) + 1e-3 * rng.normal(size=dim) for w, n in counts.items()}
