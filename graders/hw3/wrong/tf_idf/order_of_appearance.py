# loses: 1
# breaks: alphabetical
# columns in the order in which the words appear
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
    columns = list(dict.fromkeys(word for document in corpus for word in split_words(document)))
    return pd.DataFrame(rows, columns=columns[::-1]).fillna(0.0)
