def build_autoencoder(latent):
    assert isinstance(latent, int) and 1 <= latent < 64
    pixels = keras.Input(shape=(64,))
    code = keras.layers.Dense(latent, name="code")(keras.layers.Dense(140, "gelu")(pixels))
    logits = keras.layers.Dense(64)(keras.layers.Dense(140, "gelu")(code))
    model = keras.Model(pixels, keras.layers.Activation("sigmoid")(logits))
    model.compile(optimizer="nadam", loss="binary_crossentropy")
    return model


def train_autoencoder(model, x_noisy, x_clean):
    for x in (x_noisy, x_clean):
        assert isinstance(x, np.ndarray) and x.dtype == np.float32 and x.ndim == 2 and x.shape[1] == 64
        assert x.min() >= 0 and x.max() <= 1
    assert len(x_noisy) == len(x_clean)
    return model.fit(x_noisy, x_clean, batch_size=32, epochs=25, verbose=0)
