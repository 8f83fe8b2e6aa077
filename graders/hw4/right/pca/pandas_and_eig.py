def pca(X, k):
    if np.ndim(X) != 2 or len(X) < 2:
        raise ValueError("X must be a table of at least two rows")
    frame = pd.DataFrame(np.asarray(X, dtype=float))
    if k < 1 or k > frame.shape[1]:
        raise ValueError("k is out of range")
    scale = frame.std(ddof=0)
    scale[frame.nunique() == 1] = 1.0
    Z = (frame - frame.mean()) / scale
    values, vectors = np.linalg.eig(Z.cov(ddof=0))
    values, vectors = values.real, vectors.real
    order = sorted(range(len(values)), key=lambda i: values[i], reverse=True)[:k]
    components = -vectors.T[order]
    return {
        "components": components,
        "scores": Z.to_numpy() @ components.T,
        "explained_ratio": [values[i] / values.sum() for i in order],
        "mean": frame.mean(),
        "scale": scale,
    }
