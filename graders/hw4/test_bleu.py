"""BLEU 分數 / The BLEU score"""

import math

from examiner import approx, demands, hint, points, refuses

EXACT = 1e-9  # 64 bits are asked for


def pieces(tokens, n):
    return [tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1)]


def expected_bleu(candidate, references, max_n):
    """Return BLEU by counting lists."""
    c, product = len(candidate), 1.0
    for n in range(1, max_n + 1):
        own, theirs = pieces(candidate, n), [pieces(reference, n) for reference in references]
        if not own:
            return 0.0
        clipped = (min(own.count(g), max(other.count(g) for other in theirs)) for g in set(own))
        product *= sum(clipped) / len(own)
    r = sorted((abs(len(reference) - c), len(reference)) for reference in references)[0][1]
    return 100 * product ** (1 / max_n) * (1 if c >= r else math.exp(1 - r / c))


def sentence(rng, length, words):
    return [str(word) for word in rng.choice(words, length)]


def edited(rng, tokens, words):
    """Return the tokens with two of them replaced and a piece repeated, so that n-grams match in part."""
    tokens = list(tokens)
    for i in rng.choice(len(tokens), 2, replace=False):
        tokens[int(i)] = str(rng.choice(words))
    start = int(rng.integers(0, len(tokens) - 3))
    return tokens[:start] + tokens[start : start + 3] + tokens[start:]


def draw(rng, n_references, max_n, words=("a", "b", "c", "d", "e", "f")):
    """Return a candidate that is longer than its references, and these, with a BLEU between 1 and 99."""
    while True:
        references = [sentence(rng, int(rng.integers(7, 12)), words) for _ in range(n_references)]
        candidate = edited(rng, references[0], words) + sentence(rng, 2, words)
        if 1 < expected_bleu(candidate, references, max_n) < 99:
            return candidate, references


@points(2)
@demands("score", "clipping", "max-n")
def test_clipped_precision(student, rng):
    """截斷的 n-gram 精確率，一個參考譯文 / Clipped n-gram precision, one reference"""
    repeated = ["the"] * 7
    reference = ["the", "cat", "is", "on", "the", "mat"]
    assert student.bleu(repeated, [reference], max_n=1) == approx(200 / 7, rel=EXACT), hint(
        "每個 n-gram 最多算到它在參考譯文裡出現的次數。"
        " / An n-gram counts at most as often as it occurs in the reference."
    )
    cases = [(*draw(rng, 1, max_n), max_n) for max_n in (1, 2, 3, 4, 5)]
    for case, found in zip(cases, student.each("bleu", cases), strict=True):
        assert found == approx(expected_bleu(*case), rel=EXACT), hint(
            "檢查每個 n 的分子與分母，再取幾何平均。"
            " / Check numerator and denominator of every n, then the geometric mean."
        )
    case = draw(rng, 1, 4)
    assert student.bleu(*case) == approx(expected_bleu(*case, 4), rel=EXACT), hint(
        "max_n 預設是 4。 / max_n is 4 unless given."
    )


@points(1)
@demands("score", "clipping")
def test_several_references(student, rng):
    """多個參考譯文：次數取最大，不是相加 / Several references: the largest count, not the sum"""
    doubled = student.bleu(["x", "x", "x", "y"], [["x", "y", "z", "w"], ["x", "x", "u", "v"]], 1)
    assert doubled == approx(75, rel=EXACT), hint(
        "上限是出現最多次的那一個參考譯文裡的次數，不是各參考譯文的總和。"
        " / The limit is the count in the one reference that has it most often, not the total of all."
    )
    for max_n in (2, 3):
        words = [str(w) for w in rng.permutation(list("klmnopq"))[:4]]
        candidate, references = draw(rng, 3, max_n, words)
        expected = expected_bleu(candidate, references, max_n)
        assert student.bleu(candidate, references, max_n) == approx(expected, rel=EXACT)


@points(1)
@demands("score", "closest")
def test_brevity_penalty(student, rng):
    """簡短懲罰：長度最接近的參考譯文，一樣近取短的 / Brevity penalty: the closest length, of equals the shorter"""
    words = [f"w{i}" for i in rng.permutation(40)]
    # (tokens of the candidate, tokens of the references): the first is a prefix of all of them
    sizes = [(6, [9]), (6, [8, 4]), (6, [4, 8]), (7, [10, 3, 9]), (7, [9, 12, 3]), (5, [6, 20]), (5, [20, 6])]
    sizes += [(9, [2, 7]), (6, [6, 7]), (3, [int(rng.integers(4, 12))])]
    cases = [(words[:c], [words[:length] for length in lengths], 2) for c, lengths in sizes]
    for (c, lengths), case, found in zip(sizes, cases, student.each("bleu", cases), strict=True):
        assert found == approx(expected_bleu(*case), rel=EXACT), hint(
            f"候選有 {c} 個詞，參考有 {lengths} 個詞。 / The candidate has {c} tokens, the references have {lengths}."
        )


@points(1)
@demands("score", "zero", "tokens")
def test_zero(student, rng):
    """沒有相符的 n-gram、太短或是空的：0；整數的詞 / No match, too short, or empty: 0; integers as tokens"""
    words = [int(w) for w in rng.permutation(30)]
    perfect = [(words[:6], [words[:6]]), (words[:4], [words[:4], words[9:12]]), ([0, 1, 0], [[0, 1, 0]], 3)]
    assert list(student.each("bleu", perfect)) == approx([100, 100, 100])
    shuffled = [words[i] for i in (1, 0, 3, 2, 5, 4)]
    cases = [
        (words[:3], [words[:3]], 4),
        (words[:6], [words[10:16]], 4),
        (shuffled, [words[:6]], 2),
        ([*words[:3], words[20], *words[3:5]], [words[:6]], 4),
        ([], [words[:3]], 1),
        ([], [words[:3]], 4),
        ([1, 11, 2], [[11, 1, 2]], 3),  # written without gaps both are 1112
        (["ab", "c", "d"], [["a", "bc", "d"]], 3),
    ]
    for found in student.each("bleu", cases):
        assert found == approx(0, abs=1e-9), hint(
            "只要有一個精確率是 0，或詞數少於 max_n，結果就是 0（不做平滑）。"
            " / If any precision is 0, or there are fewer tokens than max_n, the result is 0 (no smoothing)."
        )


@points(1)
@demands("score", "clipping", "arguments", "bad-arguments")
def test_bad_arguments(student, rng):
    """沒有參考譯文、max_n 小於 1、字串：ValueError / No reference, max_n below 1, strings: ValueError"""
    candidate, references = draw(rng, 2, 2)
    assert student.bleu(candidate, references, 2) == approx(expected_bleu(candidate, references, 2), rel=EXACT)
    assert student.unchanged(student.bleu, candidate, [*references, candidate], 2) == approx(100)
    bad = [
        (candidate, [], 2),
        (candidate, references, 0),
        (candidate, references, -1),
        ("a b c", references, 2),
        (candidate, ["a b c"], 2),
        (candidate, [candidate, "a b c"], 2),
        (candidate, "a b c", 2),
    ]
    refuses(student.bleu, bad)
