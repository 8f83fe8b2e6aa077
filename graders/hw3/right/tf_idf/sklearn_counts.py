from sklearn.feature_extraction.text import CountVectorizer


def tf(doc):
    return pd.Series(split_words(doc), dtype=object).value_counts(normalize=True).to_dict()


def idf(corpus):
    if not corpus:
        raise ValueError("empty corpus")
    seen = {}
    for document in corpus:
        for word in dict.fromkeys(split_words(document)):
            seen[word] = seen.get(word, 0) + 1
    return {word: -math.log(n / len(corpus)) for word, n in seen.items()}


def tf_idf(corpus):
    if not corpus:
        raise ValueError("empty corpus")
    vectorizer = CountVectorizer(analyzer=split_words)
    counts = vectorizer.fit_transform(corpus).toarray()
    weights = np.log(len(counts) / np.count_nonzero(counts, axis=0))
    with np.errstate(invalid="ignore"):
        table = np.nan_to_num(counts / counts.sum(axis=1, keepdims=True)) * weights
    return pd.DataFrame(table, columns=vectorizer.get_feature_names_out())
