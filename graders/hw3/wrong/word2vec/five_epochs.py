# loses: >=5
# breaks: meaning
# gensim's default number of epochs leaves the vectors where they started
def train_embeddings(corpus, dim, seed):
    sentences = [split_words(document) for document in corpus]
    model = Word2Vec(sentences, vector_size=dim, min_count=1, sg=1, workers=1, seed=seed)
    return {word: model.wv[word] for word in model.wv.index_to_key}
