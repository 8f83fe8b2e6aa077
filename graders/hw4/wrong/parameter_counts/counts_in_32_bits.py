# loses: >=1
# breaks: dense
# Counts in 32 bits, which overflow.
def dnn_weights(T, D, M, K):
    T, D, M, K = np.array([T, D, M, K], dtype="int32")
    counts = {"input_hidden": T * D * T * M, "hidden_output": T * M * K}
    return counts | {"total": sum(counts.values())}


def rnn_weights(T, D, M, K):
    counts = {"input_hidden": D * M, "hidden_hidden": M * M, "hidden_output": M * K}
    return counts | {"total": sum(counts.values())}


def lstm_params(D, M):
    return 4 * (D * M + M * M + M)


def embedding_params(V, D):
    return V * D


def spam_model_params(V, D=20, M=15):
    return V * D + 4 * (D * M + M * M + M) + M + 1
