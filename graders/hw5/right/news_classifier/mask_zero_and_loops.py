def build_encoder(config):
    V, T, d = config["vocab_size"], config["max_len"], config["width"]
    ids = keras.Input((T,), dtype="int32")
    seen = keras.layers.Reshape((1, T))(keras.ops.cast(keras.ops.not_equal(ids, 0), "bool"))
    x = keras.layers.Embedding(V, d, mask_zero=True, name="tokens")(ids)
    x = AddPositions(name="positions")(x)
    x = keras.layers.LayerNormalization(name="embedding_norm")(x)
    for i in range(config["layers"]):
        a = keras.layers.MultiHeadAttention(config["heads"], d // config["heads"], name="attention_" + str(i))(
            x, x, x, attention_mask=seen
        )
        x = keras.layers.LayerNormalization(name="attention_norm_" + str(i))(keras.layers.add([x, a]))
        f = keras.layers.Dense(config["hidden"], "gelu", name="expand_" + str(i))(x)
        f = keras.layers.Dense(d, name="contract_" + str(i))(f)
        x = keras.layers.LayerNormalization(name="output_norm_" + str(i))(keras.layers.add([x, f]))
    return keras.Model(ids, x)


def build_classifier(encoder):
    first = keras.ops.take(encoder.outputs[0], 0, axis=1)
    logits = keras.layers.Dense(4, name="classes")(first)
    model = keras.Model(encoder.inputs[0], keras.layers.Softmax()(logits))
    model.compile(keras.optimizers.Adam(1e-3), loss="sparse_categorical_crossentropy")
    return model


def fine_tune(model, x, y):
    return model.fit(tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x), seed=1).batch(16), epochs=12, verbose=0)
