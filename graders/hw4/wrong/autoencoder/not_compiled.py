# loses: >=4
# breaks: compiled
# build_autoencoder forgets to compile.
def build_autoencoder(latent):
    model = keras.Sequential(
        [
            keras.Input((64,)),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(latent),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(64, activation="sigmoid"),
        ]
    )
    return model


def train_autoencoder(model, x_noisy, x_clean):
    return model.fit(x_noisy, x_clean, epochs=30, batch_size=64, verbose=0)
