# loses: 4.5
# breaks: values
# takes the position in the dict for the number
def vocabulary(corpus):
    distinct = {word for document in corpus for word in split_words(document)}
    return {word: number for number, word in enumerate(sorted(distinct))}


def label_encode(document, vocab):
    vocab = {word: number for number, word in enumerate(vocab)}
    return np.array([vocab.get(word, -1) for word in split_words(document)])


def one_hot(document, vocab):
    labels = label_encode(document, vocab)
    return (labels[:, np.newaxis] == np.arange(len(vocab))).astype(float)
