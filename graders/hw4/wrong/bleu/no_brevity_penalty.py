# loses: 1
# breaks: score
# No brevity penalty.
def bleu(candidate, references, max_n=4):
    if len(references) == 0 or max_n < 1:
        raise ValueError("need a reference and max_n >= 1")
    if any(isinstance(tokens, str) for tokens in (candidate, *references)):
        raise ValueError("split every sentence into tokens first")

    def ngrams(tokens, n):
        return Counter(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))

    logs = []
    for n in range(1, max_n + 1):
        found, allowed = ngrams(candidate, n), Counter()
        for reference in references:
            allowed |= ngrams(reference, n)
        matches = sum((found & allowed).values())
        if matches == 0:
            return 0.0
        logs.append(math.log(matches / sum(found.values())))
    c = len(candidate)
    r = min((len(reference) for reference in references), key=lambda length: (abs(length - c), length))
    return 100 * math.exp(sum(logs) / max_n)
