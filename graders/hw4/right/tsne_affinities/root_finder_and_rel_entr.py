from scipy.optimize import brentq
from scipy.spatial.distance import cdist
from scipy.special import rel_entr, softmax


def joint_probabilities(X, perplexity):
    if np.ndim(X) != 2 or not 1 < perplexity < len(X) - 1:
        raise ValueError("bad shape or perplexity")
    D = cdist(X, X, "sqeuclidean")
    n = len(D)
    rows = []
    for i in range(n):
        d = np.delete(D[i], i)
        unit = np.median(d - d.min()) + 1e-300

        def entropy(t):
            p = softmax(-math.exp(t) * (d - d.min()) / unit)
            p = p[p > 0]
            return -(p * np.log(p)).sum() - math.log(perplexity)

        t = brentq(entropy, -40, 40)
        rows.append(np.insert(softmax(-math.exp(t) * (d - d.min()) / unit), i, 0.0).tolist())
    return [[(rows[i][j] + rows[j][i]) / (2 * n) for j in range(n)] for i in range(n)]


def kl(P, Q):
    P, Q = np.asarray(P), np.asarray(Q)
    if P.shape != Q.shape:
        raise ValueError("P and Q differ in shape")
    return rel_entr(P, Q).sum()
