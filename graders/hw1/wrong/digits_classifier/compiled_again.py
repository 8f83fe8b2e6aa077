# loses: 1
# breaks: compile-once
# train compiles the model again
def build_model():
    model = keras.Sequential(
        [
            keras.Input(shape=(64,)),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer=keras.optimizers.Adam(0.002), loss="categorical_crossentropy", metrics=["accuracy"])
    return model


def train(model, x, y):
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    return model.fit(x, y, epochs=30, batch_size=32, verbose=0)
