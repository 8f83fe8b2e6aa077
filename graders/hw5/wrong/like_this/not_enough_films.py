# loses: 2
# breaks: too-few
# pads with the film itself where films are too few
def most_similar(item, embeddings, k):
    E = np.asarray(embeddings, dtype=float)
    if E.ndim != 2:
        raise ValueError(f"embeddings must be (n, d), got shape {E.shape}")
    if not 0 <= item < len(E):
        raise ValueError(f"item must be in 0 ... {len(E) - 1}, got {item}")
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}")
    length = np.linalg.norm(E, axis=1, keepdims=True)
    directions = E / np.where(length == 0, 1, length)
    similarity = np.round(directions @ directions[item], 9)
    order = np.argsort(-similarity, kind="stable")
    found = order[order != item][:k]
    return np.append(found, [item] * (k - len(found))).astype(int)
