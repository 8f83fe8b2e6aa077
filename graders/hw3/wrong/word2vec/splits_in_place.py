# loses: 1
# breaks: arguments
# Puts the lists of words into the corpus that came in.
def train_embeddings(corpus, dim, seed):
    sentences = corpus
    sentences[:] = map(split_words, corpus)
    model = Word2Vec(sentences, vector_size=dim, min_count=1, sg=1, epochs=30, workers=1, seed=seed)
    return {word: model.wv[word] for word in model.wv.index_to_key}
