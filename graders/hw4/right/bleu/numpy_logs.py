from collections import defaultdict


def bleu(candidate, references, max_n=4):
    if len(references) < 1 or max_n < 1 or isinstance(candidate, str) or isinstance(references, str):
        raise ValueError("bad arguments")
    if any(isinstance(r, str) for r in references):
        raise ValueError("a reference is a string")
    precisions = np.zeros(max_n)
    for n in range(1, max_n + 1):
        counts = defaultdict(lambda: np.zeros(1 + len(references), dtype=int))
        for column, tokens in enumerate([candidate, *references]):
            for gram in zip(*(tokens[i:] for i in range(n))):
                counts[gram][column] += 1
        if counts:
            table = np.array(list(counts.values()))
            if table[:, 0].sum():
                precisions[n - 1] = np.minimum(table[:, 0], table[:, 1:].max(axis=1)).sum() / table[:, 0].sum()
    if precisions.min() == 0:
        return np.float64(0)
    lengths = np.sort([len(r) for r in references])
    r = lengths[np.argmin(np.abs(lengths - len(candidate)))]
    bp = np.exp(min(0.0, 1 - r / len(candidate)))
    return np.float64(100 * bp * np.exp(np.log(precisions).mean()))
