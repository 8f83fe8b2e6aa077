def vocabulary(corpus):
    words = []
    for document in corpus:
        for word in split_words(document):
            if word not in words:
                words.append(word)
    words.sort()
    numbers = {}
    for i in range(len(words)):
        numbers[words[i]] = i
    return numbers


def label_encode(document, vocab):
    labels = []
    for word in split_words(document):
        labels.append(vocab[word] if word in vocab else -1)
    return labels


def one_hot(document, vocab):
    rows = []
    for word in split_words(document):
        row = [0] * len(vocab)
        if word in vocab:
            row[vocab[word]] = 1
        rows.append(row)
    return rows
