from sklearn.preprocessing import StandardScaler as Scaler


def pca(X, k):
    X = np.asarray(X, dtype=float)
    if X.ndim != 2:
        raise ValueError("X must be two-dimensional")
    n, d = X.shape
    if n < 2 or not 0 < k <= d:
        raise ValueError("n or k is out of range")
    X = np.array(X)
    means = X.mean(axis=0)
    scale = X.std(axis=0)
    same = (X == X[0]).all(axis=0)
    scale[same] = 1.0
    Z = (X - means) / scale
    fitted = PCA(min(k, n)).fit(Z)
    return {
        "components": fitted.components_.tolist(),
        "scores": fitted.transform(Z).tolist(),
        "explained_ratio": fitted.explained_variance_ratio_.tolist(),
        "mean": means.tolist(),
        "scale": scale.tolist(),
    }
