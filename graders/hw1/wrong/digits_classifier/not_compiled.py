# loses: 6
# breaks: compiled
# build_model forgets to compile.
def build_model():
    model = keras.Sequential(
        [
            keras.Input((64,)),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    return model


def train(model, x, y):
    return model.fit(x, y, epochs=30, batch_size=32, verbose=0)
