# loses: 3
# Adds the biases of the hidden layer and the output in both networks.
def dnn_weights(T, D, M, K):
    counts = {"input_hidden": T * D * T * M + T * M, "hidden_output": T * M * K + K}
    return counts | {"total": sum(counts.values())}


def rnn_weights(T, D, M, K):
    counts = {"input_hidden": D * M + M, "hidden_hidden": M * M, "hidden_output": M * K + K}
    return counts | {"total": sum(counts.values())}


def lstm_params(D, M):
    return 4 * (D * M + M * M + M)


def embedding_params(V, D):
    return V * D


def spam_model_params(V, D=20, M=15):
    return V * D + 4 * (D * M + M * M + M) + M + 1
