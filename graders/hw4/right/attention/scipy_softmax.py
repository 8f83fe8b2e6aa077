from scipy.special import softmax


def attention(query, keys, values):
    Q, K, V = np.array(query, float), np.array(keys, float), np.array(values, float)
    if not (K.ndim == V.ndim == 2 and K.shape[0] == V.shape[0] and 1 <= Q.ndim <= 2 and Q.shape[-1] == K.shape[1]):
        raise ValueError(f"shapes {Q.shape}, {K.shape}, {V.shape} do not fit")
    weights = softmax(np.dot(Q, K.T), axis=-1)
    return np.dot(weights, V), weights
