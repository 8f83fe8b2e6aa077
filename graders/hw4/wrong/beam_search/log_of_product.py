# loses: 1
# breaks: score
# Multiplies probabilities and takes the logarithm at the end: underflow.
def beam_search(step_fn, start, end, width, max_len):
    if width < 1 or max_len < 1:
        raise ValueError("width and max_len must be at least 1")
    beam = [([start], 1.0)]
    for _ in range(max_len):
        candidates = []
        for tokens, score in beam:
            if tokens[-1] == end:
                candidates.append((tokens, score))
                continue
            for token, p in step_fn(tokens).items():
                if p > 0:
                    candidates.append((tokens + [token], score * p))
        candidates.sort(key=lambda h: -h[1])
        beam = candidates[:width]
    return beam[0][0], float(np.log(beam[0][1]))
