def bleu(candidate, references, max_n=4):
    if not references:
        raise ValueError("there is no reference")
    if max_n <= 0:
        raise ValueError("max_n must be positive")
    for sentence in [candidate] + list(references):
        if type(sentence) is str:
            raise ValueError("sentences must be split into tokens")
    c = len(candidate)
    if c < max_n:
        return 0
    product = 1.0
    for n in range(1, max_n + 1):
        own = [tuple(candidate[i : i + n]) for i in range(c - n + 1)]
        used = {}
        matches = 0
        for gram in own:
            limit = 0
            for reference in references:
                times = sum(tuple(reference[i : i + n]) == gram for i in range(len(reference) - n + 1))
                limit = max(limit, times)
            used[gram] = used.get(gram, 0) + 1
            if used[gram] <= limit:
                matches += 1
        product *= matches / len(own)
    best = None
    for reference in references:
        r = len(reference)
        if best is None or abs(r - c) < abs(best - c) or (abs(r - c) == abs(best - c) and r < best):
            best = r
    if c >= best:
        penalty = 1.0
    else:
        penalty = 2.718281828459045 ** (1 - best / c)
    return 100 * penalty * product ** (1 / max_n)
