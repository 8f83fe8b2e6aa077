"""階層式 softmax / Hierarchical softmax"""

from collections import deque
from fractions import Fraction

from examiner import approx, demands, hint, number, points, refuses

LONGEST = 200  # a code of the trees below has at most 60 marks


def least_depth(freq):
    """Return the mean depth of a Huffman tree by van Leeuwen's two queues: the merged totals come in order."""
    single, merged, cost = deque(sorted(freq.values())), deque(), 0

    def smallest():
        return (single if not merged or (single and single[0] <= merged[0]) else merged).popleft()

    while len(single) + len(merged) > 1:
        merged.append(smallest() + smallest())
        cost += merged[-1]
    return cost / sum(freq.values())


def zipf(n):
    return {f"w{i}": n / (i + 1) for i in range(n)}


def fibonacci(n):
    """Return frequencies whose Huffman tree is as deep as can be."""
    numbers = [1, 1]
    while len(numbers) < n:
        numbers.append(numbers[-1] + numbers[-2])
    return {f"w{i}": number for i, number in enumerate(numbers)}


def drawn(rng, n):
    """Return frequencies in no order, some of them below 1."""
    return {f"w{i}": value for i, value in enumerate(rng.exponential(2.0, n).tolist())}


def codes_of(student, *freqs):
    """Return a student's codes of each dict of frequencies, in one round trip."""
    answers = student.each("huffman_codes", freqs, unchanged=True)
    return [checked(found, freq) for found, freq in zip(answers, freqs, strict=True)]


def checked(found, freq):
    """Return codes, or fail the check if they are no dict of strings of 0 and 1."""
    assert isinstance(found, dict) and set(found) == set(freq), hint(
        "應回傳 dict：每個詞 → 碼。 / Return a dict: every word → code."
    )
    for code in found.values():
        assert isinstance(code, str) and set(code) <= {"0", "1"} and len(code) < LONGEST, hint(
            "碼是由 0 與 1 組成的字串。 / A code is a string of 0 and 1."
        )
    return {word: str(code) for word, code in found.items()}


def assert_tree(codes):
    """Fail the check unless the codes are the leaves of a binary tree without empty branches."""
    inner = {code[:i] for code in codes.values() for i in range(len(code))}
    assert len(set(codes.values())) == len(codes) and not inner & set(codes.values()), hint(
        "沒有任何碼可以是另一個碼的開頭。 / No code may be the beginning of another."
    )
    assert sum(Fraction(1, 2 ** len(code)) for code in codes.values()) == 1, hint(
        "樹有空的分支：2^(−碼長) 的總和應為 1。 / The tree has empty branches: the 2^(−length) should sum to 1."
    )


@points(1.5)
@demands("strings", "prefix-free", "full-tree")
def test_codes_form_a_tree(student, rng):
    """碼是一棵完整二元樹的葉子 / The codes are the leaves of a full binary tree"""
    for codes in codes_of(student, drawn(rng, 5), drawn(rng, 21), {f"w{i}": 3 for i in range(11)}, zipf(30)):
        assert_tree(codes)


@points(2)
@demands("strings", "prefix-free", "full-tree", "shortest")
def test_codes_are_shortest(student, rng):
    """平均碼長最小 / The mean length is the least possible"""
    many = {f"w{i}": int(f) for i, f in enumerate(rng.integers(1, 50, 40))}
    freqs = (drawn(rng, 7), many, zipf(100), fibonacci(20), {f"w{i}": 2 for i in range(16)})
    for codes, freq in zip(codes_of(student, *freqs), freqs, strict=True):
        assert_tree(codes)
        depth = sum(freq[word] * len(code) for word, code in codes.items()) / sum(freq.values())
        assert depth == approx(least_depth(freq)), hint(
            "每次都合併總頻率最小的兩棵樹，合併後的樹也要再參加。"
            " / Merge the two trees of least total frequency each time; a merged tree competes again."
        )


@points(1.5)
@demands("full-tree", "shortest", "depth")
def test_expected_depth(student, rng):
    """平均深度 / The mean depth"""
    freqs = [
        {"the": 5, "cat": 2, "sat": 1, "mat": 1},
        drawn(rng, 12),
        {word: value / 50 for word, value in drawn(rng, 9).items()},
        {f"w{i}": int(f) for i, f in enumerate(rng.integers(1, 9, 33))},
        {f"w{i}": 7 for i in range(64)},
    ]
    for answer, freq in zip(student.each("expected_depth", freqs, unchanged=True), freqs, strict=True):
        assert number(answer) == approx(least_depth(freq)), hint(
            "用頻率加權，再除以頻率的總和。 / Weight by frequency and divide by the sum of the frequencies."
        )
    student.unchanged(student.huffman_codes, freqs[0])


@points(1)
@demands("strings", "prefix-free", "full-tree", "shortest", "depth", "single-word")
def test_one_two_and_many(student, rng):
    """一個詞、兩個詞、很多詞、很深的樹 / One word, two words, many words, a deep tree"""
    value = float(rng.uniform(0.1, 5))
    two, one = codes_of(student, {"a": value, "b": 3}, {"only": value})
    assert sorted(two.values()) == ["0", "1"], hint("兩個詞的碼是 0 與 1。 / Two words have the codes 0 and 1.")
    assert one == {"only": ""}, hint("只有一個詞時，碼是空字串。 / The code of a single word is the empty string.")
    freqs = ({"a": value, "b": 3}, {"only": value}, zipf(3000), fibonacci(61))
    for codes in codes_of(student, *freqs[2:]):
        assert_tree(codes)
    for answer, freq in zip(student.each("expected_depth", freqs), freqs, strict=True):
        assert number(answer) == approx(least_depth(freq))


@points(1)
@demands("strings", "prefix-free", "full-tree", "shortest", "depth", "errors")
def test_bad_frequencies(student, rng):
    """沒有詞，或頻率不是正的：ValueError / No words, or a frequency that is not positive: ValueError"""
    good = {word: value / 20 for word, value in drawn(rng, 4).items()} | {"one": 1}
    (codes,) = codes_of(student, good)
    assert_tree(codes)
    assert number(student.expected_depth(good)) == approx(least_depth(good))
    for function in (student.huffman_codes, student.expected_depth):
        refuses(function, [{}, {**good, "zero": 0}, {"minus": -0.5, **good}, {"zero": 0.0}, {"minus": -3}])
