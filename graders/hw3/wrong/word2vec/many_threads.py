# loses: 1
# breaks: same-seed
# several threads: the same seed does not give the same vectors
def train_embeddings(corpus, dim, seed):
    sentences = [split_words(document) for document in corpus]
    model = Word2Vec(sentences, vector_size=dim, min_count=1, sg=1, epochs=30, workers=4, seed=seed)
    return {word: model.wv[word] for word in model.wv.index_to_key}
