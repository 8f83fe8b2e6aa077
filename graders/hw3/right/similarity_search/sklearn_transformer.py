from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics.pairwise import cosine_similarity


def search(query, corpus, k):
    if k <= 0:
        raise ValueError("k <= 0")
    vectorizer = CountVectorizer(analyzer=split_words).fit(corpus)
    counts = vectorizer.transform(corpus).toarray()
    idf = np.log(len(counts) / np.count_nonzero(counts, axis=0))
    asked = vectorizer.transform([query]).toarray()
    scores = pd.Series(cosine_similarity(counts * idf, asked * idf)[:, 0]).round(8)
    best = scores[scores > 0].sort_values(ascending=False, kind="stable")[:k]
    return list(best.items())
