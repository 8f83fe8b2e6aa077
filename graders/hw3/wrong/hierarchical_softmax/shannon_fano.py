# loses: >=3
# breaks: shortest
# splits from the top into halves of equal frequency, which is not always the shortest
def huffman_codes(freq):
    if not freq or any(f <= 0 for f in freq.values()):
        raise ValueError("every word needs a frequency above 0")
    codes = {}
    todo = [(sorted(freq, key=freq.get, reverse=True), "")]
    while todo:
        words, code = todo.pop()
        if len(words) == 1:
            codes[words[0]] = code
            continue
        total, left, cut = sum(freq[w] for w in words), 0, 0
        while cut < len(words) - 1 and left + freq[words[cut]] / 2 < total / 2:
            left += freq[words[cut]]
            cut += 1
        cut = max(1, cut)
        todo += [(words[:cut], code + "0"), (words[cut:], code + "1")]
    return codes


def expected_depth(freq):
    codes = huffman_codes(freq)
    return sum(freq[w] * len(codes[w]) for w in freq) / sum(freq.values())
