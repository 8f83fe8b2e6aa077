# loses: 4
# No activations: a linear autoencoder is no better than PCA, and its outputs leave 0 to 1.
def build_autoencoder(latent):
    model = keras.Sequential(
        [
            keras.Input((64,)),
            keras.layers.Dense(128),
            keras.layers.Dense(latent),
            keras.layers.Dense(128),
            keras.layers.Dense(64),
        ]
    )
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss="mse")
    return model


def train_autoencoder(model, x_noisy, x_clean):
    return model.fit(x_noisy, x_clean, epochs=30, batch_size=64, verbose=0)
