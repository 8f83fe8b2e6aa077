# loses: >=6
# builds the embedding but never fits the model
def train_embeddings(corpus, dim, seed):
    keras.utils.set_random_seed(seed)
    words = sorted({word for document in corpus for word in split_words(document)})
    table = keras.layers.Embedding(len(words), dim)
    return dict(zip(words, np.array(table(np.arange(len(words))))))
