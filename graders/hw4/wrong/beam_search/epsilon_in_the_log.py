# loses: >=1
# breaks: score
# Adds 1e-12 to the probability before the logarithm.
def beam_search(step_fn, start, end, width, max_len):
    if width < 1 or max_len < 1:
        raise ValueError(f"width and max_len must be at least 1, got {width} and {max_len}")
    beam = [([start], 0.0)]
    for _ in range(max_len):
        candidates = []
        for tokens, score in beam:
            if tokens[-1] == end:
                candidates.append((tokens, score))
                continue
            for token, probability in step_fn(tokens).items():
                if probability > 0:
                    candidates.append(([*tokens, token], score + math.log(probability + 1e-12)))
        candidates.sort(key=lambda hypothesis: -hypothesis[1])  # stable: of equals the first stays first
        beam = candidates[:width]
    return beam[0]
