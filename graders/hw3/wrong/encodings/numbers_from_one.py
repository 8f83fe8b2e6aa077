# loses: 2.5
# keeps 0 for padding
def vocabulary(corpus):
    words = sorted({w for document in corpus for w in split_words(document)})
    return {w: i for i, w in enumerate(words, start=1)}


def label_encode(document, vocab):
    return [vocab.get(word, -1) for word in split_words(document)]


def one_hot(document, vocab):
    result = np.zeros((len(split_words(document)), len(vocab)))
    for row, word in zip(result, split_words(document)):
        if word in vocab:
            row[vocab[word]] = 1
    return result
