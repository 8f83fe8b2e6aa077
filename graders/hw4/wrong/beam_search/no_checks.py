# loses: 1
# breaks: bad-arguments
# No ValueError.
def beam_search(step_fn, start, end, width, max_len):
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
    return beam[0]
