# loses: 1
# breaks: bottleneck
# A skip connection goes round the bottleneck.
def build_autoencoder(latent):
    inputs = keras.Input((64,))
    h = keras.layers.Dense(128, activation="relu")(inputs)
    code = keras.layers.Dense(latent)(h)
    x = keras.layers.Dense(128, activation="relu")(keras.layers.Concatenate()([code, h]))
    model = keras.Model(inputs, keras.layers.Dense(64, activation="sigmoid")(x))
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss="mse")
    return model


def train_autoencoder(model, x_noisy, x_clean):
    return model.fit(x_noisy, x_clean, epochs=30, batch_size=64, verbose=0)
