# loses: 2.5
# breaks: numbers
# numbers the words as they come
def vocabulary(corpus):
    numbers = {}
    for document in corpus:
        for word in split_words(document):
            numbers.setdefault(word, len(numbers))
    return numbers


def label_encode(document, vocab):
    return [vocab.get(word, -1) for word in split_words(document)]


def one_hot(document, vocab):
    result = np.zeros((len(split_words(document)), len(vocab)))
    for row, word in zip(result, split_words(document)):
        if word in vocab:
            row[vocab[word]] = 1
    return result
