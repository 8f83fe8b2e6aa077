def _words(document):
    assert isinstance(document, str) or (type(document) is list and all(isinstance(word, str) for word in document))
    return split_words(document)


def search(query, corpus, k):
    assert type(corpus) is list and corpus, "a corpus of at least one document"
    assert isinstance(k, int), type(k)
    if k < 1:
        raise ValueError(f"k is {k}")
    documents, wanted = [_words(document) for document in corpus], _words(query)
    containing = Counter(word for words in documents for word in set(words))
    number = {word: i for i, word in enumerate(containing)}
    idf = np.log(len(corpus) / np.array([*containing.values()], dtype=float))

    def unit(words):
        vector = np.bincount([number[word] for word in words if word in number], minlength=len(number)) * idf
        return vector / (np.sqrt(vector @ vector) or 1)

    if not number:
        return []
    query_vector = unit(wanted)
    scores = [round(float(unit(words) @ query_vector), 8) for words in documents]
    return [
        (i, scores[i]) for i in np.argsort([-score for score in scores], kind="stable")[:k].tolist() if scores[i] > 0
    ]
