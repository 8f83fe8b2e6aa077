def build_spam_model(V, T):
    assert isinstance(V, int) and isinstance(T, int) and V >= 2 and T >= 1
    x = keras.Input(shape=(T,), dtype="int32")
    states = keras.layers.LSTM(units=15, return_sequences=True)(keras.layers.Embedding(V, 20)(x))
    top = keras.ops.amax(states, axis=1)
    model = keras.Model(x, keras.layers.Dense(1, "sigmoid")(top))
    model.compile(optimizer=keras.optimizers.Adam(0.006), loss="binary_crossentropy", metrics=["accuracy"])
    return model


def train_spam(model, x, y):
    assert isinstance(x, np.ndarray) and x.dtype.kind in "iu" and x.ndim == 2 and x.shape[1:] == model.input_shape[1:]
    assert isinstance(y, np.ndarray) and y.shape == (len(x),) and set(y.tolist()) == {0, 1}
    assert x.min() == 0 and x.max() < model.layers[1].input_dim, "0 is the padding; every word has a row"
    return model.fit(tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x)).batch(32), epochs=6, verbose=0)
