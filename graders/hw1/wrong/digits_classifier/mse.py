# loses: 2
# breaks: cross-entropy
# Compiled with MSE: Adam saves the accuracy, not the point of the lecture.
def build_model():
    model = keras.Sequential(
        [
            keras.Input((64,)),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="mse", metrics=["accuracy"])
    return model


def train(model, x, y):
    return model.fit(x, y, epochs=30, batch_size=32, verbose=0)
