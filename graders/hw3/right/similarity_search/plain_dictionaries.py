def search(query, corpus, k):
    if not k >= 1:
        raise ValueError("ask for at least one document")
    documents = [split_words(d) for d in corpus]
    df = {}
    for document in documents:
        for word in set(document):
            df[word] = df.get(word, 0) + 1

    def vector(document):
        return {
            word: document.count(word) / len(document) * (math.log(len(documents)) - math.log(df[word]))
            for word in set(document)
            if word in df
        }

    def cosine(a, b):
        product = sum(a[word] * b[word] for word in sorted(a) if word in b)
        if product == 0:
            return 0.0
        return product / math.sqrt(sum(x**2 for x in a.values())) / math.sqrt(sum(x**2 for x in b.values()))

    asked = vector(split_words(query))
    scored = []
    for i, document in enumerate(documents):
        score = round(cosine(asked, vector(document)), 8)
        if score > 0:
            scored.append((i, score))
    scored.sort(key=lambda pair: (-pair[1], pair[0]))
    return tuple(scored[:k])
