# loses: >=4
# Hardly trains at all: one epoch over a few messages, then everything is called the same.
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
    return model.fit(x[:64], y[:64], epochs=1, verbose=0)
