from keras import layers, ops


def build_encoder(config):
    c = dict(config)
    inputs = layers.Input(shape=(c["max_len"],), dtype="int64", name="ids")
    length = c["max_len"]
    pad = layers.Lambda(lambda ids: ops.repeat(ops.expand_dims(ops.cast(ids != 0, "int32"), 1), length, axis=1))(inputs)
    h = layers.Embedding(c["vocab_size"], c["width"], name="tokens")(inputs)
    h = layers.LayerNormalization(name="embedding_norm")(AddPositions(name="positions")(h))

    def block(h, i):
        heads = layers.MultiHeadAttention(num_heads=c["heads"], key_dim=c["width"] // c["heads"], name=f"attention_{i}")
        y = layers.Add()([h, heads(query=h, value=h, attention_mask=pad)])
        y = layers.LayerNormalization(name=f"attention_norm_{i}")(y)
        z = layers.Dense(c["hidden"], activation=keras.activations.gelu, name=f"expand_{i}")(y)
        z = layers.Dense(c["width"], name=f"contract_{i}")(z)
        return layers.LayerNormalization(name=f"output_norm_{i}")(layers.Add()([y, z]))

    for i in range(c["layers"]):
        h = block(h, i)
    return keras.Model(inputs=inputs, outputs=h)


def build_classifier(encoder):
    ids = layers.Input(shape=encoder.input_shape[1:], dtype="int32")
    cls = layers.Lambda(lambda h: h[:, 0, :])(encoder(ids))
    model = keras.Model(ids, layers.Dense(4, activation="softmax", name="classes")(cls))
    model.compile(optimizer=keras.optimizers.AdamW(1.5e-3), loss=keras.losses.SparseCategoricalCrossentropy())
    return model


def fine_tune(model, x, y):
    return model.fit(x, y, batch_size=24, epochs=14, verbose=0, shuffle=True)
