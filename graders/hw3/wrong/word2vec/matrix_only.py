# loses: 7
# returns gensim's matrix instead of a dict
def train_embeddings(corpus, dim, seed):
    sentences = [split_words(document) for document in corpus]
    return Word2Vec(sentences, vector_size=dim, min_count=1, sg=1, epochs=30, workers=1, seed=seed).wv.vectors
