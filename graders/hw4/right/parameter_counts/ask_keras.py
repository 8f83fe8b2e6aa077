def count(layer, *shape):
    layer.build((None, *shape))
    return layer.count_params()


def dnn_weights(T, D, M, K):
    hidden, out = keras.layers.Dense(T * M, use_bias=False), keras.layers.Dense(K, use_bias=False)
    counts = {"input_hidden": T * D * hidden.units, "hidden_output": count(out, T * M)}
    counts["total"] = sum(counts.values())
    return counts


def rnn_weights(T, D, M, K):
    cells = keras.layers.SimpleRNN(M, use_bias=False)
    recurrent = M**2
    counts = {
        "input_hidden": count(cells, T, D) - recurrent,
        "hidden_hidden": recurrent,
        "hidden_output": count(keras.layers.Dense(K, use_bias=False), M),
    }
    return {**counts, "total": sum(counts.values())}


def lstm_params(D, M):
    return count(keras.layers.LSTM(M), None, D)


def embedding_params(V, D):
    return count(keras.layers.Embedding(V, D))


def spam_model_params(V, D=20, M=15):
    return embedding_params(V, D) + lstm_params(D, M) + count(keras.layers.Dense(1), M)
