# loses: >=4.5
# breaks: full-tree
# adds a mark to the code of one word
def huffman_codes(freq):
    if min(freq.values(), default=0) <= 0:
        raise ValueError("there must be at least one word, and every frequency must be above 0")
    codes = dict.fromkeys(freq, "")
    trees = [(total, number, [word]) for number, (word, total) in enumerate(freq.items())]
    heapq.heapify(trees)
    while len(trees) > 1:
        (total0, _, words0), (total1, number, words1) = heapq.heappop(trees), heapq.heappop(trees)
        for mark, words in (("0", words0), ("1", words1)):
            for word in words:
                codes[word] = mark + codes[word]
        heapq.heappush(trees, (total0 + total1, number, words0 + words1))
    if len(codes) > 1:
        codes[max(codes, key=lambda word: len(codes[word]))] += "0"
    return codes


def expected_depth(freq):
    codes = huffman_codes(freq)
    return sum(freq[word] * len(code) for word, code in codes.items()) / sum(freq.values())
