# loses: 2
# breaks: rnn
# Gives the RNN separate weights at every step.
def dnn_weights(T, D, M, K):
    counts = {"input_hidden": T * D * T * M, "hidden_output": T * M * K}
    return counts | {"total": sum(counts.values())}


def rnn_weights(T, D, M, K):
    counts = {"input_hidden": T * D * M, "hidden_hidden": (T - 1) * M * M, "hidden_output": T * M * K}
    return counts | {"total": sum(counts.values())}


def lstm_params(D, M):
    return 4 * (D * M + M * M + M)


def embedding_params(V, D):
    return V * D


def spam_model_params(V, D=20, M=15):
    return V * D + 4 * (D * M + M * M + M) + M + 1
