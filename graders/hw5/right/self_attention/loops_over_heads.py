import math


def scaled_dot_product(Q, K, V, mask=None):
    Q, K, V = np.array(Q, float), np.array(K, float), np.array(V, float)
    if Q.ndim > 2:
        m = None if mask is None else np.broadcast_to(mask, Q.shape[:-1] + (K.shape[-2],))
        both = [scaled_dot_product(Q[i], K[i], V[i], None if m is None else m[i]) for i in range(len(Q))]
        return np.array([o for o, _ in both]), np.array([w for _, w in both])
    allowed = np.ones((len(Q), len(K)), bool) if mask is None else np.broadcast_to(np.array(mask, bool), (len(Q), len(K)))
    weights = np.zeros((len(Q), len(K)))
    for i in range(len(Q)):
        s = [float(Q[i] @ K[j]) / math.sqrt(len(Q[i])) for j in range(len(K))]
        top = max(s[j] for j in range(len(K)) if allowed[i, j])
        for j in range(len(K)):
            if allowed[i, j]:
                weights[i, j] = math.exp(s[j] - top)
        weights[i] /= weights[i].sum()
    return weights @ V, weights.tolist()


def multi_head(x, weights, mask=None):
    x = np.array(x, dtype=float)
    if x.ndim == 3:
        return [multi_head(x[i], weights, None if mask is None else mask[i]) for i in range(len(x))]
    w = {k: np.array(v) for k, v in weights.items()}
    if x.shape[1] != w["Wq"].shape[0]:
        raise ValueError("features")
    total = np.zeros(x.shape) + w["bo"]
    for head in range(w["Wq"].shape[1]):
        q = x @ w["Wq"][:, head, :] + w["bq"][head]
        k = x @ w["Wk"][:, head, :] + w["bk"][head]
        v = x @ w["Wv"][:, head, :] + w["bv"][head]
        out, _ = scaled_dot_product(q, k, v, None if mask is None else [mask])
        total = total + out @ w["Wo"][head]
    return total


def encoder_block(x, weights, mask=None, eps=1e-12):
    x = np.array(x, dtype=float)
    w = {k: np.array(v) for k, v in weights.items()}

    def ln(r, g, b):
        return (r - r.mean(-1)[..., None]) / np.sqrt(r.var(-1)[..., None] + eps) * g + b

    y = ln(x + np.array(multi_head(x, w, mask)), w["gamma1"], w["beta1"])
    phi = np.vectorize(lambda z: (1 + math.erf(z / math.sqrt(2))) / 2)
    z = y @ w["W1"] + w["b1"]
    return ln(y + (z * phi(z)) @ w["W2"] + w["b2"], w["gamma2"], w["beta2"])
