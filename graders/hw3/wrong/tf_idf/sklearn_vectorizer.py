# loses: >=3
# scikit-learn's own tf-idf for the table
def tf(doc):
    words = split_words(doc)
    return {word: words.count(word) / len(words) for word in words}


def idf(corpus):
    if len(corpus) == 0:
        raise ValueError("no documents")
    documents = [set(split_words(document)) for document in corpus]
    words = set().union(*documents)
    return {word: np.log(len(documents) / sum(word in d for d in documents)) for word in words}


def tf_idf(corpus):
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer=split_words)
    table = vectorizer.fit_transform(corpus).toarray()
    return pd.DataFrame(table, columns=vectorizer.get_feature_names_out())
