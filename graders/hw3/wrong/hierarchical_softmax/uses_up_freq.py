# loses: >=1
# takes the words out of the dict that came in
def huffman_codes(freq):
    if not freq or any(f <= 0 for f in freq.values()):
        raise ValueError("every word needs a frequency above 0")
    codes = {word: "" for word in freq}
    trees = freq
    members = {word: [word] for word in freq}
    while len(trees) > 1:
        first = min(trees, key=trees.get)
        total = trees.pop(first)
        second = min(trees, key=trees.get)
        total += trees.pop(second)
        for word in members[first]:
            codes[word] = "0" + codes[word]
        for word in members[second]:
            codes[word] = "1" + codes[word]
        members[first + "+" + second] = members[first] + members[second]
        trees[first + "+" + second] = total
    return codes


def expected_depth(freq):
    freq = dict(freq)
    codes = huffman_codes(dict(freq))
    return sum(freq[w] * len(codes[w]) for w in freq) / sum(freq.values())
