# loses: 4.5
# takes the position in the dict for the number; unknown words fail
def vocabulary(corpus):
    return {w: i for i, w in enumerate(sorted({w for document in corpus for w in split_words(document)}))}


def label_encode(document, vocab):
    return [list(vocab).index(word) if word in vocab else -1 for word in split_words(document)]


def one_hot(document, vocab):
    return [[1 if word == other else 0 for other in vocab] for word in split_words(document)]
