# loses: 1
# breaks: calls
# Asks step_fn for finished hypotheses too.
def beam_search(step_fn, start, end, width, max_len):
    if width < 1 or max_len < 1:
        raise ValueError(f"width and max_len must be at least 1, got {width} and {max_len}")
    beam = [([start], 0.0)]
    for _ in range(max_len):
        candidates = []
        for tokens, score in beam:
            following = step_fn(tokens)
            if tokens[-1] == end:
                candidates.append((tokens, score))
                continue
            for token, probability in following.items():
                if probability > 0:
                    candidates.append(([*tokens, token], score + math.log(probability)))
        candidates.sort(key=lambda hypothesis: -hypothesis[1])  # stable: of equals the first stays first
        beam = candidates[:width]
    return beam[0]
