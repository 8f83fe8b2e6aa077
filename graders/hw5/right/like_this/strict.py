def most_similar(item, embeddings, k):
    assert isinstance(embeddings, np.ndarray | list)
    assert all(isinstance(number, int) and not isinstance(number, bool) for number in (item, k))
    rows = np.array(embeddings, dtype=float)
    assert rows.size > 0 and bool(np.isfinite(rows).all())
    if rows.ndim != 2 or item not in range(len(rows)) or k <= 0:
        raise ValueError("no such film")
    lengths = np.sqrt(np.einsum("nd,nd->n", rows, rows))
    products = lengths * lengths[item]
    cosines = np.divide(rows @ rows[item], products, out=np.zeros(len(rows)), where=products > 0)
    keyed = [(-np.round(cosine, 9), j) for j, cosine in enumerate(cosines) if j != item]
    return [j for _, j in sorted(keyed)][:k]
