# loses: 1
# breaks: compile-once
# train_autoencoder compiles the model again.
def build_autoencoder(latent):
    hidden = 128
    model = keras.Sequential(
        [
            keras.Input(shape=(64,)),
            keras.layers.Dense(hidden, activation="relu"),  # encoder
            keras.layers.Dense(latent),  # bottleneck
            keras.layers.Dense(hidden, activation="relu"),  # decoder
            keras.layers.Dense(64, activation="sigmoid"),
        ]
    )
    model.compile(optimizer="adam", loss="mse")
    return model


def train_autoencoder(model, x_noisy, x_clean):
    model.compile(optimizer="adam", loss="mse")
    return model.fit(x_noisy, x_clean, epochs=30, verbose=0)
