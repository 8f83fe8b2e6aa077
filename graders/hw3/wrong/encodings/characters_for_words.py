# loses: 1
# breaks: strings
# iterates over a string, so its words are letters
def vocabulary(corpus):
    return {w: i for i, w in enumerate(sorted({w for document in corpus for w in document}))}


def label_encode(document, vocab):
    return [vocab.get(word, -1) for word in document]


def one_hot(document, vocab):
    return [[float(vocab.get(word, -1) == i) for i in range(len(vocab))] for word in document]
