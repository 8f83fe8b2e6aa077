# loses: 1
# breaks: errors
# no ValueError
def search(query, corpus, k):
    documents = [split_words(document) for document in corpus]
    words = sorted({word for document in documents for word in document})
    place = {word: i for i, word in enumerate(words)}
    counts = np.zeros((len(documents) + 1, len(words)))
    for row, document in zip(counts, [*documents, split_words(query)]):
        for word in document:
            if word in place:
                row[place[word]] += 1
    weights = np.log(len(documents) / (counts[:-1] > 0).sum(axis=0))
    vectors = counts * weights
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    scores = np.round(vectors[:-1] @ vectors[-1], 8)
    order = np.argsort(-scores, kind="stable")[:k]
    return [(int(i), float(scores[i])) for i in order if scores[i] > 0]
