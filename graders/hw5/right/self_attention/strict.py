from scipy.special import ndtr, softmax

PARTS = ["Wq", "bq", "Wk", "bk", "Wv", "bv", "Wo", "bo"]
BLOCK = ["gamma1", "beta1", "gamma2", "beta2", "W1", "b1", "W2", "b2"]


def numbers(value):
    assert isinstance(value, np.ndarray | list)
    found = np.array(value, dtype=float)
    assert found.size > 0 and bool(np.isfinite(found).all())
    return found


def shapes_fit(w):
    D, h, k = w["Wq"].shape
    v = w["Wv"].shape[2]
    fitting = {"Wq": (D, h, k), "bq": (h, k), "Wk": (D, h, k), "bk": (h, k), "Wv": (D, h, v), "bv": (h, v)}
    fitting |= {"Wo": (h, v, D), "bo": (D,)}
    if "W1" in w:
        f = w["W1"].shape[1]
        fitting |= {"W1": (D, f), "b1": (f,), "W2": (f, D), "b2": (D,)}
        fitting |= dict.fromkeys(("gamma1", "beta1", "gamma2", "beta2"), (D,))
    return all(w[name].shape == shape for name, shape in fitting.items())


def scaled_dot_product(Q, K, V, mask=None):
    Q, K, V = numbers(Q), numbers(K), numbers(V)
    assert 2 <= Q.ndim <= 4 and Q.shape[:-2] == K.shape[:-2] == V.shape[:-2]
    assert Q.shape[-1] == K.shape[-1] and K.shape[-2] == V.shape[-2]
    scores = np.einsum("...qd,...kd->...qk", Q, K) / Q.shape[-1] ** 0.5
    assert np.abs(scores if mask is None else np.where(mask, scores, 0)).max() <= 2000
    if mask is not None:
        mask = np.array(mask)
        assert mask.dtype == bool or bool(np.isin(mask, [0, 1]).all())
        mask = np.broadcast_to(mask == 1, scores.shape)
        assert bool(mask.any(axis=-1).all())
        scores[~mask] = -np.inf
    weights = softmax(scores, axis=-1)
    return np.einsum("...qk,...kv->...qv", weights, V), weights


def multi_head(x, weights, mask=None):
    x, w = numbers(x), {name: numbers(weights[name]) for name in PARTS}
    assert x.ndim in (2, 3) and shapes_fit(w)
    if x.shape[-1] != w["Wq"].shape[0]:
        raise ValueError("another number of features")
    if mask is not None:
        mask = np.array(mask)
        assert mask.shape == x.shape[:-1] and bool(np.isin(mask, [0, 1]).all()) and bool(mask.any(axis=-1).all())
        mask = mask[..., None, :]
    total = np.zeros(x.shape) + w["bo"]
    for j in range(w["Wq"].shape[1]):
        q, k, v = (x @ w["W" + name][:, j] + w["b" + name][j] for name in "qkv")
        total = total + scaled_dot_product(q, k, v, mask)[0] @ w["Wo"][j]
    return total


def encoder_block(x, weights, mask=None, eps=1e-12):
    assert set(weights) == {*PARTS, *BLOCK} and eps > 0
    x, w = numbers(x), {name: numbers(weights[name]) for name in BLOCK}
    assert shapes_fit(w | {name: numbers(weights[name]) for name in PARTS})

    def norm(rows, gamma, beta):
        spread = np.sqrt(np.var(rows, axis=-1, keepdims=True) + eps)
        return gamma * (rows - np.mean(rows, axis=-1, keepdims=True)) / spread + beta

    y = norm(x + multi_head(x, weights, mask), w["gamma1"], w["beta1"])
    z = y @ w["W1"] + w["b1"]
    return norm(y + (z * ndtr(z)) @ w["W2"] + w["b2"], w["gamma2"], w["beta2"])
