def _words(document):
    assert isinstance(document, str) or (type(document) is list and all(isinstance(word, str) for word in document))
    return split_words(document)


def _documents(corpus):
    assert type(corpus) is list
    if len(corpus) == 0:
        raise ValueError("a corpus without documents")
    documents = [_words(document) for document in corpus]
    assert any(documents), "the corpus as a whole holds at least one word"
    return documents


def tf(doc):
    words = _words(doc)
    return {word: words.count(word) / len(words) for word in words}


def idf(corpus):
    documents = [set(words) for words in _documents(corpus)]
    return {word: float(np.log(len(corpus) / sum(word in d for d in documents))) for word in set().union(*documents)}


def tf_idf(corpus):
    weights, shares = idf(corpus), [tf(document) for document in corpus]
    columns = {word: [share.get(word, 0.0) * weights[word] for share in shares] for word in sorted(weights)}
    return pd.DataFrame(columns)
