def build_spam_model(V, T):
    words = keras.Input((T,))
    vectors = keras.layers.Embedding(input_dim=V, output_dim=20)(words)
    states = keras.layers.LSTM(15, return_sequences=True, dropout=0.1)(vectors)
    peak = keras.layers.GlobalMaxPool1D()(states)
    out = keras.layers.Activation("sigmoid")(keras.layers.Dense(1)(peak))
    model = keras.Model(words, out)
    model.compile(keras.optimizers.RMSprop(0.005), loss=keras.losses.BinaryCrossentropy())
    return model


def train_spam(model, x, y):
    return model.fit(np.asarray(x), np.asarray(y, dtype="float32"), batch_size=32, epochs=12, verbose=0)
