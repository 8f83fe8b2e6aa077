# loses: >=2.5
# one vector for the whole document
def vocabulary(corpus):
    return {w: i for i, w in enumerate(sorted({w for document in corpus for w in split_words(document)}))}


def label_encode(document, vocab):
    return [vocab.get(word, -1) for word in split_words(document)]


def one_hot(document, vocab):
    result = np.zeros(len(vocab))
    for label in label_encode(document, vocab):
        if label >= 0:
            result[label] = 1
    return result
