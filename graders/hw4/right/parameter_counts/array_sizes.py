def size(*shapes):
    """Return how many numbers arrays of these shapes hold, as a float."""
    return float(sum(np.prod(shape) for shape in shapes))


def dnn_weights(T, D, M, K):
    first, second = size((T * D, T * M)), size((T * M, K))
    return {"total": first + second, "hidden_output": second, "input_hidden": first}


def rnn_weights(T, D, M, K):
    return dict(
        input_hidden=size((D, M)), hidden_hidden=size((M, M)), hidden_output=size((M, K)), total=size((M, D + M + K))
    )


def lstm_params(D, M):
    return size((D + M + 1, 4 * M))


def embedding_params(V, D):
    return np.int64(V) * D


def spam_model_params(V, D=20, M=15):
    return embedding_params(V, D) + lstm_params(D, M) + size((M,), (1,))
