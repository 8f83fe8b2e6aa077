# loses: >=1
# breaks: score
# Joins the tokens of an n-gram without a gap, so that ab+c equals a+bc.
def bleu(candidate, references, max_n=4):
    if len(references) == 0 or max_n < 1:
        raise ValueError(f"need a reference and max_n >= 1, got {len(references)} references and max_n={max_n}")
    if any(isinstance(tokens, str) for tokens in (candidate, *references)):
        raise ValueError("split every sentence into a list of tokens first")

    def ngrams(tokens, n):
        return Counter("".join(map(str, tokens[i : i + n])) for i in range(len(tokens) - n + 1))

    logs = []
    for n in range(1, max_n + 1):
        found, allowed = ngrams(candidate, n), Counter()
        for reference in references:
            allowed |= ngrams(reference, n)  # the union of two counters keeps the larger count
        matches = (found & allowed).total()  # the intersection keeps the smaller
        if matches == 0:
            return 0.0
        logs.append(math.log(matches / found.total()))
    c = len(candidate)
    r = min((len(reference) for reference in references), key=lambda length: (abs(length - c), length))
    return 100 * math.exp(min(0, 1 - r / c) + sum(logs) / max_n)
