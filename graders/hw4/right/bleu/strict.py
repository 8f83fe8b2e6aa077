from fractions import Fraction


def bleu(candidate, references, max_n=4):
    if any(isinstance(value, str) for value in (candidate, references, *references)) or not references:
        raise ValueError("lists of tokens, and at least one reference")
    if max_n < 1:
        raise ValueError("max_n must be at least 1")
    assert isinstance(max_n, int) and isinstance(candidate, list) and isinstance(references, list)
    assert all(isinstance(reference, list) and reference for reference in references), "no reference is empty"
    tokens = [token for sentence in (candidate, *references) for token in sentence]
    assert all(type(token) is str for token in tokens) or all(type(token) is int for token in tokens)
    c = len(candidate)
    product = Fraction(1)
    for n in range(1, max_n + 1):
        grams = [[tuple(s[i : i + n]) for i in range(len(s) - n + 1)] for s in (candidate, *references)]
        own, others = grams[0], grams[1:]
        product *= sum(
            (Fraction(min(own.count(g), max(o.count(g) for o in others)), c - n + 1) for g in set(own)), Fraction(0)
        )
        if product == 0:
            return 0.0
    by_distance = {}
    for length in sorted(map(len, references), reverse=True):
        by_distance[abs(length - c)] = length  # of two at the same distance the shorter stays
    r = by_distance[min(by_distance)]
    penalty = 1.0 if c >= r else math.exp(float(1 - Fraction(r, c)))
    return 100 * penalty * float(product) ** (1 / max_n)
