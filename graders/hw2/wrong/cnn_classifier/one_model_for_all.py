# loses: 1.5
# breaks: new-model
# Every call gives the same model.
def _model():
    model = keras.Sequential(
        [
            keras.Input(shape=(10, 10, 1)),
            keras.layers.Conv2D(16, 3, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(32, 3, padding="same", activation="relu"),
            keras.layers.Conv2D(32, 3, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2, padding="same"),
            keras.layers.Flatten(),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model


MODEL = _model()


def build_cnn():
    return MODEL


def train_cnn(model, x, y):
    epochs = 14
    falling = keras.callbacks.LearningRateScheduler(lambda epoch: 0.004 * (1 - epoch / epochs))
    return model.fit(x, y, epochs=epochs, batch_size=32, callbacks=[falling], verbose=0)
