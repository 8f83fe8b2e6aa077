# loses: >=1
# breaks: finished
# Finished hypotheses take up no place in the beam.
def beam_search(step_fn, start, end, width, max_len):
    if width < 1 or max_len < 1:
        raise ValueError("width and max_len must be at least 1")
    beam, done = [([start], 0.0)], []
    for _ in range(max_len):
        candidates = []
        for tokens, score in beam:
            for token, p in step_fn(tokens).items():
                if p > 0:
                    candidates.append((tokens + [token], score + math.log(p)))
        candidates.sort(key=lambda h: -h[1])
        done += [h for h in candidates if h[0][-1] == end]
        beam = [h for h in candidates if h[0][-1] != end][:width]
    return max(done + beam, key=lambda h: h[1])
