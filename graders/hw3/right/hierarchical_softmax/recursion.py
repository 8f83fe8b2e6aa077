import sys


def huffman_codes(freq):
    if not freq or not all(f > 0 for f in freq.values()):
        raise ValueError("bad frequencies")
    sys.setrecursionlimit(10000)
    trees = sorted(((f, n, w) for n, (w, f) in enumerate(freq.items())), reverse=True)
    n = len(trees)
    while len(trees) > 1:
        a, b = trees.pop(), trees.pop()
        n += 1
        new = (a[0] + b[0], n, [a[2], b[2]])
        position = len(trees)
        while position and trees[position - 1][0] < new[0]:
            position -= 1
        trees.insert(position, new)

    def walk(tree, code):
        if isinstance(tree, str):
            return {tree: code}
        return {**walk(tree[0], code + "0"), **walk(tree[1], code + "1")} if n < 100 else merge(tree, code)

    def merge(tree, code):
        if isinstance(tree, str):
            found[tree] = code
        else:
            merge(tree[0], code + "0")
            merge(tree[1], code + "1")
        return found

    found = {}
    return walk(trees[0][2], "")


def expected_depth(freq):
    codes = huffman_codes(freq)
    f = np.array([freq[w] for w in codes], dtype=float)
    return np.average([len(c) for c in codes.values()], weights=f)
