# loses: >=6
# only the length of the vectors is set
def train_embeddings(corpus, dim, seed):
    sentences = [split_words(document) for document in corpus]
    model = Word2Vec(sentences, vector_size=dim, seed=seed)
    return {word: model.wv[word] for word in model.wv.index_to_key}
