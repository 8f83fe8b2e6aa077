# loses: 4.5
# breaks: accuracy
# A dense network does not know what neighbours are.
def build_cnn():
    model = keras.Sequential(
        [
            keras.Input((10, 10, 1)),
            keras.layers.Flatten(),
            keras.layers.Dense(150, activation="relu"),
            keras.layers.Dropout(0.3),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer=keras.optimizers.Adam(0.002), loss="categorical_crossentropy", metrics=["accuracy"])
    return model


def train_cnn(model, x, y):
    return model.fit(x, y, epochs=30, batch_size=32, verbose=0)
