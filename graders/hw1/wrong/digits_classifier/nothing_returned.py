# loses: 1
# breaks: history
# train returns None.
def build_model():
    model = keras.Sequential(
        [
            keras.Input((64,)),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model


def train(model, x, y):
    model.fit(x, y, epochs=30, batch_size=32, verbose=0)
