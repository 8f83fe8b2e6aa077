# loses: >=4
# breaks: table
# one row per word
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
    weights = idf(corpus)
    shares = [tf(document) for document in corpus]
    return pd.DataFrame({word: [share.get(word, 0) * weights[word] for share in shares] for word in sorted(weights)}).T
