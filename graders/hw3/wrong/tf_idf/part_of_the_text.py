# loses: 1
# Looks for the word in the whole text, so it is found within longer words.
def tf(doc):
    words = split_words(doc)
    return {word: count / len(words) for word, count in Counter(words).items()}


def idf(corpus):
    if not corpus:
        raise ValueError("the corpus has no documents")
    texts = [d.lower() if isinstance(d, str) else d for d in corpus]
    words = {word for document in corpus for word in split_words(document)}
    containing = {word: sum(word in text for text in texts) for word in words}
    return {word: math.log(len(corpus) / count) for word, count in containing.items()}


def tf_idf(corpus):
    weights = idf(corpus)
    rows = [{word: share * weights[word] for word, share in tf(document).items()} for document in corpus]
    return pd.DataFrame(rows, columns=sorted(weights)).fillna(0.0)
