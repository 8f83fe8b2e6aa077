def counts_of(corpus):
    documents = [split_words(document) for document in corpus]
    words = sorted(set(word for document in documents for word in document))
    place = {word: i for i, word in enumerate(words)}
    counts = np.zeros((len(documents), len(words)))
    for row, document in zip(counts, documents):
        for word in document:
            row[place[word]] += 1
    return counts, words


def tf(doc):
    counts, words = counts_of([doc])
    return dict(zip(words, (counts[0] / counts.sum()))) if words else {}


def idf(corpus):
    counts, words = counts_of(corpus)
    if not len(counts):
        raise ValueError("a corpus needs documents")
    return dict(zip(words, np.log(len(counts)) - np.log((counts > 0).sum(axis=0))))


def tf_idf(corpus):
    counts, words = counts_of(corpus)
    if not len(counts):
        raise ValueError("a corpus needs documents")
    sizes = np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return pd.DataFrame(counts / sizes * np.log(len(counts) / (counts > 0).sum(axis=0)), columns=words)
