# loses: 1
# breaks: strings
# hands strings to gensim, which takes them for lists of letters
def train_embeddings(corpus, dim, seed):
    sentences = corpus
    model = Word2Vec(sentences, vector_size=dim, min_count=1, sg=1, epochs=30, workers=1, seed=seed)
    return {word: model.wv[word] for word in model.wv.index_to_key}
