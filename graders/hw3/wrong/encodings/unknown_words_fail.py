# loses: 1
# KeyError for a word that is not in the vocabulary
def vocabulary(corpus):
    return {w: i for i, w in enumerate(sorted({w for document in corpus for w in split_words(document)}))}


def label_encode(document, vocab):
    return [vocab[word] for word in split_words(document)]


def one_hot(document, vocab):
    return np.eye(len(vocab))[label_encode(document, vocab)]
