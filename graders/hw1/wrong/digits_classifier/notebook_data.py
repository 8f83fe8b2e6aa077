# loses: 3
# breaks: data-given
# Trains on the notebook's x_train and y_train instead of what is passed.
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
    return model.fit(x_train, y_train, epochs=30, batch_size=32, verbose=0)
