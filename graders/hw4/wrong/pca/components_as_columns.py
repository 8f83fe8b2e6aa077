# loses: >=4
# breaks: components
# components has shape (d, k).
def pca(X, k):
    X = np.asarray(X, dtype=float)
    if X.ndim != 2 or len(X) < 2:
        raise ValueError("X must be (n, d) with at least two rows")
    if not 1 <= k <= X.shape[1]:
        raise ValueError("k is out of range")
    mean = X.mean(axis=0)
    constant = X.max(axis=0) == X.min(axis=0)
    scale = np.where(constant, 1.0, X.std(axis=0))
    Z = (X - mean) / scale
    eigenvalues, eigenvectors = np.linalg.eigh(Z.T @ Z / len(Z))
    order = np.argsort(eigenvalues)[::-1][:k]
    components = eigenvectors[:, order].T
    return {
        "components": components.T,
        "scores": Z @ components.T,
        "explained_ratio": eigenvalues[order] / eigenvalues.sum(),
        "mean": mean,
        "scale": scale,
    }
