def attention(query, keys, values):
    if np.ndim(keys) != 2 or np.ndim(values) != 2 or np.ndim(query) not in (1, 2):
        raise ValueError("wrong number of dimensions")
    if np.shape(keys)[0] != np.shape(values)[0] or np.shape(query)[-1] != np.shape(keys)[1]:
        raise ValueError("lengths do not fit")
    if np.ndim(query) == 2:
        pairs = [attention(q, keys, values) for q in query]
        return [c for c, _ in pairs], [w for _, w in pairs]
    scores = [float(sum(a * b for a, b in zip(query, key))) for key in keys]
    top = max(scores)
    powers = [math.exp(s - top) for s in scores]
    weights = [p / sum(powers) for p in powers]
    context = [0.0] * len(values[0])
    for w, value in zip(weights, values):
        for j in range(len(context)):
            context[j] += w * float(value[j])
    return [context, weights]
