def train_embeddings(corpus, dim, seed, window=3, negatives=5, epochs=6):
    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    sentences = [split_words(document) for document in corpus]
    number = {word: i for i, word in enumerate(sorted({word for s in sentences for word in s}))}
    pairs = []
    for s in sentences:
        for i, centre in enumerate(s):
            for j in range(max(0, i - window), min(len(s), i + window + 1)):
                if j != i:
                    pairs.append((number[centre], number[s[j]]))
    pairs = np.array(pairs)
    others = rng.integers(len(number), size=(len(pairs), negatives + 1))
    others[:, 0] = pairs[:, 1]
    target = np.zeros(others.shape, dtype="float32")
    target[:, 0] = 1

    centre, context = keras.Input((1,)), keras.Input((negatives + 1,))
    table = keras.layers.Embedding(len(number), dim)
    score = keras.layers.Dot(axes=2)([keras.layers.Embedding(len(number), dim)(context), table(centre)])
    score = keras.layers.Activation("sigmoid")(keras.layers.Flatten()(score))
    model = keras.Model([centre, context], score)
    model.compile(keras.optimizers.Adam(0.02), "binary_crossentropy")
    model.fit([pairs[:, :1], others], target, batch_size=512, epochs=epochs, verbose=0)
    vectors = table.get_weights()[0]
    return {word: vectors[i] for word, i in number.items()}
