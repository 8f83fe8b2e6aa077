# loses: >=2.5
# breaks: rows
# one column per word
def vocabulary(corpus):
    return {w: i for i, w in enumerate(sorted({w for document in corpus for w in split_words(document)}))}


def label_encode(document, vocab):
    return [vocab.get(word, -1) for word in split_words(document)]


def one_hot(document, vocab):
    result = np.zeros((len(vocab), len(split_words(document))))
    for i, label in enumerate(label_encode(document, vocab)):
        if label >= 0:
            result[label, i] = 1
    return result
