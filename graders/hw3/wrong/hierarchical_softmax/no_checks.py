# loses: 1
# breaks: errors
# no ValueError
def huffman_codes(freq):
    nodes = [(f, i, word) for i, (word, f) in enumerate(freq.items())]
    heapq.heapify(nodes)
    i = len(nodes)
    while len(nodes) > 1:
        a, b = heapq.heappop(nodes), heapq.heappop(nodes)
        heapq.heappush(nodes, (a[0] + b[0], i, (a, b)))
        i += 1
    codes, todo = {}, [(nodes[0], "")]
    while todo:
        (_, _, content), code = todo.pop()
        if isinstance(content, tuple):
            todo += [(content[0], code + "0"), (content[1], code + "1")]
        else:
            codes[content] = code
    return codes


def expected_depth(freq):
    codes = huffman_codes(freq)
    return sum(freq[w] * len(codes[w]) for w in freq) / sum(freq.values())
