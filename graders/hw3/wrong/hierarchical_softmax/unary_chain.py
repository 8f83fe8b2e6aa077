# loses: >=4.5
# a merged tree does not compete again: 0, 10, 110, ...
def huffman_codes(freq):
    if not freq or any(f <= 0 for f in freq.values()):
        raise ValueError("every word needs a frequency above 0")
    words = sorted(freq, key=freq.get, reverse=True)
    codes = {word: "1" * i + "0" for i, word in enumerate(words)}
    codes[words[-1]] = "1" * (len(words) - 1)
    return codes


def expected_depth(freq):
    codes = huffman_codes(freq)
    return sum(freq[w] * len(codes[w]) for w in freq) / sum(freq.values())
