# loses: 1
# breaks: one-hot
# train_cnn makes integers of the labels, so the loss of build_cnn does not take one-hot labels.
def build_cnn():
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
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def train_cnn(model, x, y):
    epochs = 14
    falling = keras.callbacks.LearningRateScheduler(lambda epoch: 0.004 * (1 - epoch / epochs))
    return model.fit(x, np.argmax(y, axis=-1), epochs=epochs, batch_size=32, callbacks=[falling], verbose=0)
