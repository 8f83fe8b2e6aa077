def _words(document):
    assert isinstance(document, str) or (type(document) is list and all(isinstance(word, str) for word in document))
    return split_words(document)


def _checked(document, vocab):
    words = _words(document)
    assert words, "a document of at least one word"
    assert isinstance(vocab, dict) and all(isinstance(word, str) for word in vocab)
    assert sorted(vocab.values()) == list(range(len(vocab))), "each number from 0 to V - 1 once"
    return words


def vocabulary(corpus):
    assert type(corpus) is list
    found = sorted(set().union(*map(_words, corpus)))
    return dict(zip(found, range(len(found)), strict=True))


def label_encode(document, vocab):
    return [vocab[word] if word in vocab else -1 for word in _checked(document, vocab)]


def one_hot(document, vocab):
    words = _checked(document, vocab)
    rows = np.zeros((len(words), len(vocab)))
    known = [i for i, word in enumerate(words) if word in vocab]
    rows[known, [vocab[words[i]] for i in known]] = 1
    return rows
