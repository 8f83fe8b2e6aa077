# loses: 2
# breaks: new-model
# Returns the same model again.
MODELS = {}


def build_spam_model(V, T):
    if (V, T) in MODELS:
        return MODELS[V, T]
    model = keras.Sequential(
        [
            keras.Input((T,)),
            keras.layers.Embedding(V, 20),
            keras.layers.LSTM(15, return_sequences=True),
            keras.layers.GlobalMaxPooling1D(),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss="binary_crossentropy")
    MODELS[V, T] = model
    return model


def train_spam(model, x, y):
    return model.fit(x, y, epochs=5, verbose=0)
