def _words(document):
    assert isinstance(document, str) or (type(document) is list and all(isinstance(word, str) for word in document))
    return split_words(document)


def train_embeddings(corpus, dim, seed):
    assert type(corpus) is list and corpus
    assert isinstance(dim, int) and 10 <= dim <= 30 and isinstance(seed, int) and 0 <= seed <= 9999
    sentences = [_words(document) for document in corpus]
    assert all(7 <= len(words) <= 8 for words in sentences), "7 or 8 words a sentence"
    settings = {"vector_size": dim, "window": 8, "min_count": 1, "sg": 1, "hs": 1, "negative": 0}
    model = Word2Vec(workers=1, seed=seed, alpha=0.05, **settings)
    model.build_vocab(sentences)
    model.train(sentences, total_examples=len(sentences), epochs=30)
    return {word: np.array(model.wv[word]) for word in model.wv.index_to_key}
