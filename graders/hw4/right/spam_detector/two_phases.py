def build_spam_model(V, T):
    model = keras.Sequential(name="spam")
    model.add(keras.Input(shape=(T,), dtype="int64"))
    model.add(keras.layers.Embedding(V, 20, embeddings_initializer="glorot_uniform"))
    model.add(keras.layers.RNN(keras.layers.LSTMCell(15), return_sequences=True))
    model.add(keras.layers.Lambda(lambda states: keras.ops.max(states, axis=1), output_shape=(15,)))
    model.add(keras.layers.Dense(1, activation="sigmoid"))
    model.compile(optimizer=keras.optimizers.Adam(0.008), loss=keras.losses.binary_crossentropy)
    return model


def train_spam(model, x, y):
    slower = keras.callbacks.LearningRateScheduler(lambda epoch: 0.008 if epoch < 8 else 0.002)
    return model.fit(x, y, batch_size=40, epochs=12, validation_split=0.1, callbacks=[slower], verbose=0)
