def most_similar(item, embeddings, k):
    rows = np.array(embeddings, dtype=float)
    if rows.ndim != 2 or item < 0 or item >= len(rows) or k < 1:
        raise ValueError("bad arguments")
    found = []
    for j, row in enumerate(rows):
        if j == item:
            continue
        lengths = np.sqrt(row @ row) * np.sqrt(rows[item] @ rows[item])
        cosine = row @ rows[item] / lengths if lengths > 0 else 0.0
        found.append((-round(float(cosine), 9), j))
    return [j for _, j in sorted(found)[:k]]
