# loses: 1
# breaks: empty
# returns None for an empty corpus
def vocabulary(corpus):
    if not corpus:
        return None
    distinct = {word for document in corpus for word in split_words(document)}
    return {word: number for number, word in enumerate(sorted(distinct))}


def label_encode(document, vocab):
    return np.array([vocab.get(word, -1) for word in split_words(document)])


def one_hot(document, vocab):
    labels = label_encode(document, vocab)
    return (labels[:, np.newaxis] == np.arange(len(vocab))).astype(float)
