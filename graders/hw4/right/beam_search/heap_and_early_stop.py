import heapq


def beam_search(step_fn, start, end, width, max_len):
    if width <= 0 or max_len <= 0:
        raise ValueError("width and max_len must be positive")
    beam = [(0.0, (start,))]
    for _ in range(max_len):
        if all(tokens[-1] == end for _, tokens in beam):
            break
        heap = []
        for score, tokens in beam:
            if tokens[-1] == end:
                heapq.heappush(heap, (-score, len(heap), tokens))
            else:
                for token, p in step_fn(list(tokens)).items():
                    if p != 0:
                        heapq.heappush(heap, (-(score + float(np.log(p))), len(heap), tokens + (token,)))
        beam = []
        while heap and len(beam) < width:
            cost, _, tokens = heapq.heappop(heap)
            beam.append((-cost, tokens))
    return beam[0][1], np.float64(beam[0][0])
