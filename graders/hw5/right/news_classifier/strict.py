class SeenWords(keras.layers.Layer):
    def call(self, ids):
        return keras.ops.expand_dims(keras.ops.not_equal(ids, 0), axis=1)


class FirstPosition(keras.layers.Layer):
    def call(self, vectors):
        return vectors[:, 0]


def build_encoder(config):
    assert set(config) == {"vocab_size", "max_len", "width", "heads", "hidden", "layers"}
    assert all(type(size) is int and size > 0 for size in config.values()) and config["width"] % config["heads"] == 0
    made = {"tokens": keras.layers.Embedding(config["vocab_size"], config["width"], name="tokens")}
    made["embedding_norm"] = keras.layers.LayerNormalization(name="embedding_norm")
    for i in range(config["layers"]):
        key_dim = config["width"] // config["heads"]
        made[f"attention_{i}"] = keras.layers.MultiHeadAttention(config["heads"], key_dim, name=f"attention_{i}")
        made[f"expand_{i}"] = keras.layers.Dense(config["hidden"], activation="gelu", name=f"expand_{i}")
        made[f"contract_{i}"] = keras.layers.Dense(config["width"], name=f"contract_{i}")
        for name in (f"attention_norm_{i}", f"output_norm_{i}"):
            made[name] = keras.layers.LayerNormalization(name=name)
    ids = keras.Input(shape=(config["max_len"],), dtype="int32")
    seen = SeenWords()(ids)
    x = made["embedding_norm"](AddPositions(name="positions")(made["tokens"](ids)))
    for i in range(config["layers"]):
        attended = made[f"attention_{i}"](query=x, value=x, key=x, attention_mask=seen)
        x = made[f"attention_norm_{i}"](keras.layers.add([x, attended]))
        x = made[f"output_norm_{i}"](keras.layers.add([x, made[f"contract_{i}"](made[f"expand_{i}"](x))]))
    return keras.Model(ids, x)


def build_classifier(encoder):
    assert isinstance(encoder, keras.Model) and len(encoder.output_shape) == 3
    head = keras.layers.Dense(4, name="classes")
    probabilities = keras.layers.Softmax()(head(FirstPosition()(encoder.outputs[0])))
    model = keras.Model(encoder.inputs[0], probabilities)
    model.compile(optimizer=keras.optimizers.Adam(0.002), loss="sparse_categorical_crossentropy")
    return model


def fine_tune(model, x, y):
    assert isinstance(model, keras.Model) and isinstance(x, np.ndarray) and isinstance(y, np.ndarray)
    assert x.dtype.kind == y.dtype.kind == "i" and x.ndim == 2 and y.shape == (len(x),)
    assert x.shape[1] == model.input_shape[1] and x.min() >= 0 and set(y.tolist()) <= {0, 1, 2, 3}
    return model.fit(tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x)).batch(25), epochs=13, verbose=0)
