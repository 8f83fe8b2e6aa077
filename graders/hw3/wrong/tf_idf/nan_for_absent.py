# loses: >=3
# breaks: absent
# absent words are NaN
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
    rows = [{word: share * weights[word] for word, share in tf(document).items()} for document in corpus]
    return pd.DataFrame(rows, columns=sorted(weights))
