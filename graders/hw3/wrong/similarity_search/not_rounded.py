# loses: 1
# breaks: rounded
# scores are compared without rounding, so ties break by the last digit and scores of 1e-17 could be listed
def search(query, corpus, k):
    if k < 1:
        raise ValueError("k must be at least 1")
    weights = idf(corpus)

    def vector(document):
        raw = {word: f * weights[word] for word, f in tf(document).items() if word in weights}
        length = math.sqrt(sum(v * v for v in raw.values()))
        return {word: v / length for word, v in raw.items()} if length > 0 else {}

    q = vector(query)
    found = []
    for index, document in enumerate(corpus):
        d = vector(document)
        score = sum(value * d.get(word, 0.0) for word, value in q.items())
        if score > 0:
            found.append((index, score))
    return sorted(found, key=lambda item: (-item[1], item[0]))[:k]
