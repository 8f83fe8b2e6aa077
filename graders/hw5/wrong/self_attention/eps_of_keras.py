# loses: >=2
# breaks: eps
# uses an eps of its own
from scipy.special import erf


def scaled_dot_product(Q, K, V, mask=None):
    Q, K, V = np.asarray(Q), np.asarray(K), np.asarray(V)
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return weights @ V, weights


def multi_head(x, weights, mask=None):
    x = np.asarray(x)
    if x.shape[-1] != len(weights["Wq"]):
        raise ValueError(f"x has {x.shape[-1]} features, the weights want {len(weights['Wq'])}")

    def project(name):
        bias = np.asarray(weights["b" + name])
        return np.einsum("...td,dhk->...htk", x, weights["W" + name]) + bias[:, None]  # a matrix for every head

    keys = None if mask is None else np.asarray(mask)[..., None, None, :]  # the same for all heads and queries
    output, _ = scaled_dot_product(project("q"), project("k"), project("v"), keys)
    return np.einsum("...htv,hvd->...td", output, weights["Wo"]) + weights["bo"]


def encoder_block(x, weights, mask=None, eps=1e-12):
    def layer_norm(z, number):
        z = z - z.mean(axis=-1, keepdims=True)
        z = z / np.sqrt((z**2).mean(axis=-1, keepdims=True) + 1e-3)
        return z * weights[f"gamma{number}"] + weights[f"beta{number}"]

    y = layer_norm(x + multi_head(x, weights, mask), 1)
    inner = y @ weights["W1"] + weights["b1"]
    gelu = inner / 2 * (1 + erf(inner / np.sqrt(2)))
    return layer_norm(y + gelu @ weights["W2"] + weights["b2"], 2)
