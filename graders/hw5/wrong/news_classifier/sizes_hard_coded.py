# loses: >=2
# breaks: sizes
# builds two layers whatever config says
def build_encoder(config):
    layers, width, heads = keras.layers, config["width"], config["heads"]
    ids = keras.Input((config["max_len"],), dtype="int32")
    seen = keras.ops.not_equal(ids, 0)[:, None]  # every query sees the same keys
    x = layers.Embedding(config["vocab_size"], width, name="tokens")(ids)
    x = AddPositions(name="positions")(x)
    x = layers.LayerNormalization(name="embedding_norm")(x)
    for i in range(2):
        attention = layers.MultiHeadAttention(heads, width // heads, name=f"attention_{i}")
        x = layers.LayerNormalization(name=f"attention_norm_{i}")(x + attention(x, x, attention_mask=seen))
        inner = layers.Dense(config["hidden"], activation="gelu", name=f"expand_{i}")(x)
        inner = layers.Dense(width, name=f"contract_{i}")(inner)
        x = layers.LayerNormalization(name=f"output_norm_{i}")(x + inner)
    return keras.Model(ids, x)


def build_classifier(encoder):
    probabilities = keras.layers.Dense(4, activation="softmax", name="classes")(encoder.output[:, 0])
    model = keras.Model(encoder.input, probabilities)
    model.compile(keras.optimizers.Adam(0.002), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def fine_tune(model, x, y):
    return model.fit(x, y, epochs=12, batch_size=32, verbose=0)
