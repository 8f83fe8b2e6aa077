# loses: 7
# breaks: vector
# one-hot vectors as long as the vocabulary
def train_embeddings(corpus, dim, seed):
    words = sorted({word for document in corpus for word in split_words(document)})
    return dict(zip(words, np.eye(len(words))))
