def build_autoencoder(latent):
    layers = keras.layers
    x = inputs = keras.Input((64,))
    x = layers.Dropout(0.05)(x)
    x = layers.Dense(192)(x)
    x = layers.BatchNormalization()(x)
    x = layers.Activation("relu")(x)
    x = layers.Dense(latent)(x)
    x = layers.Dense(192, activation="relu")(x)
    x = layers.Dense(64)(x)
    outputs = layers.Activation("hard_sigmoid")(x)
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(0.002), loss=keras.losses.MeanSquaredError())
    return model


def train_autoencoder(model, x_noisy, x_clean):
    data = tf.data.Dataset.from_tensor_slices((x_noisy, x_clean)).shuffle(4000, seed=3).batch(64)
    return model.fit(data, epochs=35, verbose=0)
