# loses: 1
# breaks: compile-once
# train_spam compiles the model again, with the optimizer that it has.
def build_spam_model(V, T):
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
    return model


def train_spam(model, x, y):
    model.compile(optimizer=model.optimizer, loss="binary_crossentropy")
    return model.fit(x, y, epochs=5, verbose=0)
