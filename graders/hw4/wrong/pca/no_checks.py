# loses: 1
# breaks: bad-arguments
# No ValueError.
def pca(X, k):
    X = np.asarray(X, dtype=float)
    mean = X.mean(axis=0)
    constant = X.max(axis=0) == X.min(axis=0)
    scale = np.where(constant, 1.0, X.std(axis=0))
    Z = (X - mean) / scale
    eigenvalues, eigenvectors = np.linalg.eigh(Z.T @ Z / len(Z))
    order = np.argsort(eigenvalues)[::-1][:k]
    components = eigenvectors[:, order].T
    return {
        "components": components,
        "scores": Z @ components.T,
        "explained_ratio": eigenvalues[order] / eigenvalues.sum(),
        "mean": mean,
        "scale": scale,
    }
