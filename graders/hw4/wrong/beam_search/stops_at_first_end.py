# loses: >=1
# breaks: result
# Returns the first hypothesis that is finished.
def beam_search(step_fn, start, end, width, max_len):
    if width < 1 or max_len < 1:
        raise ValueError("width and max_len must be at least 1")
    beam = [([start], 0.0)]
    for _ in range(max_len):
        candidates = []
        for tokens, score in beam:
            if tokens[-1] == end:
                candidates.append((tokens, score))
                continue
            for token, p in step_fn(tokens).items():
                if p > 0:
                    candidates.append((tokens + [token], score + math.log(p)))
        candidates.sort(key=lambda h: -h[1])
        beam = candidates[:width]
        for h in beam:
            if h[0][-1] == end:
                return h
    return beam[0]
