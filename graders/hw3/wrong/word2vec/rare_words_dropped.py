# loses: 7
# breaks: every-word
# gensim's default min_count
def train_embeddings(corpus, dim, seed):
    sentences = [split_words(document) for document in corpus]
    model = Word2Vec(sentences, vector_size=dim, sg=1, epochs=30, workers=1, seed=seed)
    return {word: model.wv[word] for word in model.wv.index_to_key}
