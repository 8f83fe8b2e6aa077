# loses: 1
# leaves unknown words out
def vocabulary(corpus):
    return {w: i for i, w in enumerate(sorted({w for document in corpus for w in split_words(document)}))}


def label_encode(document, vocab):
    return [vocab[word] for word in split_words(document) if word in vocab]


def one_hot(document, vocab):
    return np.eye(len(vocab))[label_encode(document, vocab)]
