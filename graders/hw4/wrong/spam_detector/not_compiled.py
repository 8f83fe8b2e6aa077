# loses: 5
# breaks: compiled
# Forgets to compile.
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
    return model


def train_spam(model, x, y):
    return model.fit(x, y, epochs=5, verbose=0)
