def build_cnn():
    inputs = keras.Input(shape=(10, 10, 1))
    x = inputs
    for channels in (16, 32, 64):
        x = keras.layers.Conv2D(channels, 3, padding="same", activation="relu")(x)
        x = keras.layers.MaxPooling2D(2, padding="same")(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dropout(0.4)(x)
    outputs = keras.layers.Dense(10)(x)
    model = keras.Model(inputs, keras.layers.Softmax()(outputs))
    model.compile(optimizer=keras.optimizers.Adam(0.002), loss=keras.losses.CategoricalCrossentropy())
    return model


def train_cnn(model, x, y):
    halve = keras.callbacks.LearningRateScheduler(lambda epoch, lr: lr / 2 if epoch in (10, 13) else lr)
    return model.fit(x, y, epochs=16, batch_size=32, verbose=0, callbacks=[halve], shuffle=True)
