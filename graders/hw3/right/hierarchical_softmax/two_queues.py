from collections import deque


def huffman_codes(freq):
    if len(freq) == 0:
        raise ValueError("no words")
    if min(freq.values()) <= 0:
        raise ValueError("frequencies must be positive")
    leaves = deque(sorted(((f, w) for w, f in freq.items()), key=lambda pair: pair[0]))
    leaves = deque((f, (w,)) for f, w in leaves)
    merged = deque()
    codes = {w: "" for w in freq}
    for _ in range(len(freq) - 1):
        pair = []
        for _ in range(2):
            if not merged or (leaves and leaves[0][0] <= merged[0][0]):
                pair.append(leaves.popleft())
            else:
                pair.append(merged.popleft())
        for mark, (_, words) in zip("10", pair):
            for w in words:
                codes[w] = mark + codes[w]
        merged.append((pair[0][0] + pair[1][0], pair[0][1] + pair[1][1]))
    return codes


def expected_depth(freq):
    """The cost of a tree is the sum of its merged totals."""
    if len(freq) == 0 or min(freq.values()) <= 0:
        raise ValueError("frequencies must be positive")
    heap = list(freq.values())
    heapq.heapify(heap)
    cost = 0
    while len(heap) > 1:
        total = heapq.heappop(heap) + heapq.heappop(heap)
        cost += total
        heapq.heappush(heap, total)
    return np.float64(cost / sum(freq.values()))
