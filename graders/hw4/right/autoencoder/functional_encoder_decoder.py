def build_autoencoder(latent):
    encoder = keras.Sequential(
        [keras.Input((64,)), keras.layers.Dense(160, activation="relu"), keras.layers.Dense(latent)], name="encoder"
    )
    decoder = keras.Sequential(
        [
            keras.Input((latent,)),
            keras.layers.Dense(160, activation="leaky_relu"),
            keras.layers.Dense(64, activation="sigmoid"),
        ]
    )
    pixels = keras.Input((64,))
    model = keras.Model(pixels, decoder(encoder(pixels)))
    model.compile(keras.optimizers.Adam(0.002), "binary_crossentropy")
    return model


def train_autoencoder(model, x_noisy, x_clean):
    return model.fit(x_noisy, x_clean, epochs=40, batch_size=48, validation_split=0.05, verbose=0)
