# loses: 1
# breaks: unknown-row
# uses -1 as an index, which is the last word
def vocabulary(corpus):
    return {w: i for i, w in enumerate(sorted({w for document in corpus for w in split_words(document)}))}


def label_encode(document, vocab):
    return [vocab.get(word, -1) for word in split_words(document)]


def one_hot(document, vocab):
    return np.eye(len(vocab))[label_encode(document, vocab)]
