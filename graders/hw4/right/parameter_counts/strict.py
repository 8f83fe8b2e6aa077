def promised(*numbers):
    for number in numbers:
        assert isinstance(number, int) and number >= 1, "positive integers"


def with_total(**parts):
    return {**parts, "total": sum(parts.values())}


def dnn_weights(T, D, M, K):
    promised(T, D, M, K)
    return with_total(input_hidden=T**2 * D * M, hidden_output=K * T * M)


def rnn_weights(T, D, M, K):
    promised(T, D, M, K)
    return with_total(input_hidden=D * M, hidden_hidden=M**2, hidden_output=K * M)


def lstm_params(D, M):
    promised(D, M)
    return sum(M * (D + M + 1) for _gate in "ifco")


def embedding_params(V, D):
    promised(V, D)
    return V * D


def spam_model_params(V, D=20, M=15):
    promised(V, D, M)
    return sum([embedding_params(V, D), lstm_params(D, M), M, 1])
