# loses: 2
# breaks: constant
# Takes a standard deviation below 1e-14 for constant, but rounding leaves more of large numbers.
def pca(X, k):
    X = np.asarray(X, dtype=float)
    if X.ndim != 2 or len(X) < 2:
        raise ValueError(f"X must be (n, d) with at least two rows, got shape {X.shape}")
    if not 1 <= k <= X.shape[1]:
        raise ValueError(f"k must be from 1 to {X.shape[1]}, got {k}")
    mean = X.mean(axis=0)
    constant = X.std(axis=0) < 1e-14
    scale = np.where(constant, 1.0, X.std(axis=0))
    Z = (X - mean) / scale
    eigenvalues, eigenvectors = np.linalg.eigh(Z.T @ Z / len(Z))
    order = np.argsort(-eigenvalues)[:k]  # eigh sorts from small to large
    components = eigenvectors[:, order].T
    return {
        "components": components,
        "scores": Z @ components.T,
        "explained_ratio": eigenvalues[order] / eigenvalues.sum(),
        "mean": mean,
        "scale": scale,
    }
