# loses: >=4
# breaks: once
# counts every occurrence instead of documents
def tf(doc):
    words = split_words(doc)
    return {word: words.count(word) / len(words) for word in words}


def idf(corpus):
    if len(corpus) == 0:
        raise ValueError("no documents")
    documents = [split_words(document) for document in corpus]
    words = {w for d in documents for w in d}
    return {word: np.log(len(documents) / sum(d.count(word) for d in documents)) for word in words}


def tf_idf(corpus):
    weights = idf(corpus)
    shares = [tf(document) for document in corpus]
    return pd.DataFrame({word: [share.get(word, 0) * weights[word] for share in shares] for word in sorted(weights)})
