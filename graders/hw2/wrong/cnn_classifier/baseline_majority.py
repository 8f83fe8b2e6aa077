# loses: >=6
# Trains nothing but the bias of the output.
def build_cnn():
    model = keras.Sequential(
        [
            keras.Input((10, 10, 1)),
            keras.layers.Flatten(),
            keras.layers.Lambda(lambda x: 0 * x),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer=keras.optimizers.Adam(0.002), loss="categorical_crossentropy", metrics=["accuracy"])
    return model


def train_cnn(model, x, y):
    return model.fit(x, y, epochs=3, batch_size=32, verbose=0)
