from sklearn.metrics.pairwise import cosine_similarity


def most_similar(item, embeddings, k):
    E = np.asarray(embeddings, dtype=float)
    if E.ndim != 2 or not 0 <= item <= len(E) - 1 or k < 1:
        raise ValueError("bad arguments")
    index = np.delete(np.arange(len(E)), item)
    closeness = cosine_similarity(E[index], E[[item]])[:, 0].round(9)
    return index[np.lexsort((index, -closeness))][:k].tolist()
