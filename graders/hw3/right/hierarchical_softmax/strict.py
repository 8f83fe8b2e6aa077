def _checked(freq):
    assert isinstance(freq, dict) and all(isinstance(word, str) for word in freq)
    assert all(isinstance(f, int | float) and not isinstance(f, bool) and np.isfinite(f) for f in freq.values())
    if not freq or min(freq.values()) <= 0:
        raise ValueError("words with frequencies above 0 are needed")
    return freq


def huffman_codes(freq):
    waiting = [(f, place, place) for place, f in enumerate(_checked(freq).values())]
    heapq.heapify(waiting)
    words, parents = list(freq), {}
    for node in range(len(words), 2 * len(words) - 1):
        (f0, _, left), (f1, _, right) = heapq.heappop(waiting), heapq.heappop(waiting)
        parents[left], parents[right] = (node, "0"), (node, "1")
        heapq.heappush(waiting, (f0 + f1, node, node))
    codes = {}
    for place, word in enumerate(words):
        marks, node = [], place
        while node in parents:
            node, mark = parents[node]
            marks.append(mark)
        codes[word] = "".join(reversed(marks))
    return codes


def expected_depth(freq):
    waiting, cost = sorted(_checked(freq).values()), 0
    heapq.heapify(waiting)
    while len(waiting) > 1:
        both = heapq.heappop(waiting) + heapq.heappop(waiting)
        heapq.heappush(waiting, both)
        cost += both  # each merger takes all the words below it one step down
    return cost / sum(freq.values())
