class Hypothesis:
    def __init__(self, tokens, score, done):
        self.tokens, self.score, self.done = tokens, score, done


def one_round(beam, step_fn, end, width, left):
    if left == 0 or beam[0].done:  # nothing can overtake a finished one in front: scores only fall
        return beam[0]
    found = []
    for h in beam:
        if h.done:
            found.append(h)
            continue
        table = step_fn(h.tokens[:])
        for token in table:
            if table[token] > 0:
                found.append(Hypothesis(h.tokens + [token], h.score + math.log(table[token]), token == end))
    found = sorted(found, key=lambda h: h.score, reverse=True)
    return one_round(found[:width], step_fn, end, width, left - 1)


def beam_search(step_fn, start, end, width, max_len):
    if min(width, max_len) < 1:
        raise ValueError("width and max_len must be at least 1")
    best = one_round([Hypothesis([start], 0.0, False)], step_fn, end, width, max_len)
    return [best.tokens, best.score]
