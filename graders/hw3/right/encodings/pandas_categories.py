def vocabulary(corpus):
    words = pd.Series([word for document in corpus for word in split_words(document)], dtype=object)
    return {word: i for i, word in enumerate(sorted(words.unique()))}


def label_encode(document, vocab):
    return pd.Series(split_words(document)).map(vocab).fillna(-1).astype(int)


def one_hot(document, vocab):
    labels = label_encode(document, vocab).to_numpy()
    result = np.zeros((len(labels), len(vocab)), dtype=bool)
    known = labels >= 0
    result[known.nonzero()[0], labels[known]] = True
    return result
