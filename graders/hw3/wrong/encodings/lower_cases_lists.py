# loses: >=1.5
# breaks: case
# puts the words of a list into lower case too
def vocabulary(corpus):
    return {w: i for i, w in enumerate(sorted({w.lower() for document in corpus for w in split_words(document)}))}


def label_encode(document, vocab):
    return [vocab.get(word.lower(), -1) for word in split_words(document)]


def one_hot(document, vocab):
    result = np.zeros((len(split_words(document)), len(vocab)))
    for row, word in zip(result, split_words(document)):
        if word in vocab:
            row[vocab[word]] = 1
    return result
