# loses: >=5
# codes of equal length: the flat tree
def huffman_codes(freq):
    if not freq or any(f <= 0 for f in freq.values()):
        raise ValueError("every word needs a frequency above 0")
    bits = max(1, math.ceil(math.log2(len(freq))))
    return {word: format(i, f"0{bits}b") for i, word in enumerate(freq)}


def expected_depth(freq):
    return sum(freq[w] * len(c) for w, c in huffman_codes(freq).items()) / sum(freq.values())
