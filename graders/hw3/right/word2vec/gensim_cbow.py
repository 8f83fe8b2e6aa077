from gensim.models import Word2Vec


def train_embeddings(corpus, dim, seed):
    model = Word2Vec(vector_size=dim, min_count=1, sg=0, window=4, workers=1, seed=seed, negative=10)
    sentences = [split_words(document) for document in corpus]
    model.build_vocab(sentences)
    model.train(sentences, total_examples=len(sentences), epochs=100)
    return dict(zip(model.wv.index_to_key, model.wv.vectors))
