# loses: 1
# breaks: history
# train_autoencoder returns None.
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
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss="mse")
    return model


def train_autoencoder(model, x_noisy, x_clean):
    model.fit(x_noisy, x_clean, epochs=30, batch_size=64, verbose=0)
