"""Skip-gram 與負取樣 / Skip-grams and negative samples

The tolerance on frequencies is six standard errors or more.
"""

from collections import Counter

import numpy as np

from examiner import demands, hint, points, refuses, unpack

SENTENCE = ["thou", "shalt", "not", "make", "a", "machine", "in", "the", "likeness", "of", "a", "human", "mind"]
NUMBER = (int, float, np.integer, np.floating)


def triples(value, target):
    """Return a student's triples as (text, text), or fail the check."""
    assert isinstance(value, list | tuple), hint("應回傳三元組的串列。 / Return a list of triples.")
    found = []
    for item in value:
        centre, word, came = unpack(item, ("centre", "word", "target"), name="一項 / an item")
        assert isinstance(centre, str) and isinstance(word, str), hint(
            "每一項是 (中心詞, 詞, 目標)。 / Every item is (centre, word, target)."
        )
        assert isinstance(came, NUMBER) and came == target, hint(
            f"這裡的目標是 {target}。 / The target is {target} here."
        )
        found.append((str(centre), str(word)))
    return found


def expected_pairs(tokens, window):
    """Return the pairs, centre by centre: first the words to its left, then those to its right."""
    result = []
    for i, centre in enumerate(tokens):
        left, right = tokens[max(i - window, 0) : i], tokens[i + 1 : i + 1 + window]
        result += [(centre, word) for word in left + right]
    return result


def as_triples(pairs):
    return [(centre, context, 1) for centre, context in pairs]


def sentence_of(rng, n, words="abcdefghijklmnopqrstuvwxyz"):
    return [words[i] + "o" for i in rng.choice(len(words), n, replace=False)]


@points(2)
@demands("pairs", "ends", "order")
def test_pairs(student, rng):
    """所有的對，順序由左到右 / All pairs, from left to right"""
    cases = [(SENTENCE, 2), (sentence_of(rng, 7), 1), (sentence_of(rng, 9), 3), (sentence_of(rng, 12), 5)]
    for answer, case in zip(student.each("skip_grams", cases, unchanged=True), cases, strict=True):
        found, expected = triples(answer, 1), expected_pairs(*case)
        assert Counter(found) == Counter(expected), hint(
            "左右各 window 個位置，中心詞自己不算。 / window positions on either side, without the centre itself."
        )
        assert found == expected, hint(
            "順序：中心詞由左到右，上下文也由左到右。 / Order: centres from left to right, then contexts likewise."
        )


@points(1)
@demands("pairs", "ends", "order", "repeated", "short")
def test_ends_and_repeated_words(student, rng):
    """句子兩端、短句、重複的詞 / Ends of the sentence, short sentences, repeated words"""
    a, b, c = sentence_of(rng, 3)
    cases = [([a, b, c], 2), ([a, b, c], 7), ([a, a, b, a], 1), ([b, a, b, a, b], 3), ([a, b], 1), ([a], 2), ([], 1)]
    for answer, case in zip(student.each("skip_grams", cases, unchanged=True), cases, strict=True):
        assert triples(answer, 1) == expected_pairs(*case), hint(
            "視窗在兩端截短；同一個詞在別的位置也成對；重複的保留。"
            " / The window is cut at the ends; a word pairs with itself elsewhere; repeated triples stay."
        )


@points(1.5)
@demands("negatives", "uniform", "generator")
def test_form_of_negatives(student, rng):
    """每一對 k 個負樣本，目標是 0 / k negatives for every pair, with target 0"""
    for vocab_kind in (list, dict):
        words = sentence_of(rng, 12)
        pairs = [*expected_pairs(words[:5], 2), *expected_pairs(words[3:9], 1)]
        vocab = words if vocab_kind is list else {word: number for number, word in enumerate(words)}
        many = (1, 4, 20)
        answers = student.each("negative_samples", [(as_triples(pairs), vocab, k, student.generator(k)) for k in many])
        for answer, k in zip(answers, many, strict=True):
            found = triples(answer, 0)
            assert [centre for centre, _ in found] == [centre for centre, _ in pairs for _ in range(k)], hint(
                "先是第一對的 k 個，再來第二對的 k 個。 / First the k of the first pair, then the k of the second."
            )
            assert {word for _, word in found} <= set(words), hint("負樣本來自 vocab。 / Negatives come from vocab.")
            parts = [found[i : i + k] for i in range(0, len(found), k)]
            assert k == 1 or any(len(set(part)) < k for part in parts), hint(
                "抽過的可以再抽到。 / A word may be drawn again."
            )
    student.unchanged(student.negative_samples, as_triples(pairs), words, 2, student.generator(0))
    one = student.negative_samples([(words[0], words[1], 1)], words, 1, student.generator(0))
    none = student.negative_samples([], words, 3, student.generator(0))
    assert len(triples(one, 0)) == 1 and len(triples(none, 0)) == 0, hint(
        "沒有任何對，就沒有負樣本。 / Without pairs there are no negatives."
    )
    words = sentence_of(rng, 20)
    pairs, renamed = expected_pairs(words[:8], 2), {word: word + "n" for word in words}  # in the same order
    calls = [(as_triples(pairs), words, 3, student.generator(5))]
    again = [(renamed[centre], renamed[context]) for centre, context in pairs]
    calls.append((as_triples(again), list(renamed.values()), 3, student.generator(5)))
    first, second = (triples(answer, 0) for answer in student.each("negative_samples", calls))
    assert [(renamed[centre], renamed[word]) for centre, word in first] == second, hint(
        "集合的順序每次執行都不同：由集合來的候選要先排序。"
        " / The order of a set differs from run to run: sort candidates that come out of a set."
    )


@points(1)
@demands("negatives", "never-true", "uniform")
def test_never_a_true_pair(student, rng):
    """負樣本絕不是真的一對 / A negative is never a true pair"""
    for n in (6, 10):
        words = sentence_of(rng, n)
        tokens = [words[i] for i in rng.permutation(np.repeat(np.arange(n - 2), 2))]
        pairs = expected_pairs(tokens, 1)
        found = triples(student.negative_samples(as_triples(pairs), words, 15, student.generator(n)), 0)
        assert len(found) == 15 * len(pairs), hint("每一對都要 k 個負樣本。 / Every pair has k negatives.")
        assert not set(found) & set(pairs), hint(
            "要避開這個中心詞在 pairs 任何地方的上下文，不只是這一對的。"
            " / Avoid the contexts that this centre has anywhere in pairs, not only in this pair."
        )


@points(1)
@demands("negatives", "never-true", "candidates", "uniform")
def test_uniform(student, rng):
    """候選之間均勻、獨立 / Uniform and independent over the candidates"""
    a, b, c, d, e, f = vocab = sentence_of(rng, 6)
    pairs = [(a, b), (c, d), (c, c), (a, e), (e, c)]
    candidates = {a: {a, c, d, f}, c: {a, b, e, f}, e: {a, b, d, e, f}}  # (c, e) is no pair, nor is (a, a)
    k = 2000
    found = triples(
        student.negative_samples(as_triples(pairs), vocab, k, student.generator(int(rng.integers(10**6)))), 0
    )
    assert len(found) == k * len(pairs)
    draws = [[word for _, word in found[k * i : k * (i + 1)]] for i in range(len(pairs))]
    for (centre, _), drawn in zip(pairs, draws, strict=True):
        assert set(drawn) == candidates[centre], hint(
            "候選是 vocab 裡所有不成真對的詞，中心詞自己也算。"
            " / The candidates are all words of vocab that make no true pair, the centre itself included."
        )
        shares = np.array(list(Counter(drawn).values())) / k
        assert float(np.abs(shares - 1 / len(shares)).max()) < 0.06, hint("每個候選的機率要相同。 / Equal chances.")
    for first, second, chance in [(draws[0], draws[3], 1 / 4), (draws[1], draws[2], 1 / 4), (drawn, drawn[1:], 1 / 5)]:
        same = float(np.mean([x == y for x, y in zip(first, second, strict=False)]))
        assert abs(same - chance) < 0.06, hint("每次抽樣要互相獨立。 / Every draw is independent of the others.")


@points(0.5)
@demands("negatives", "generator")
def test_generator(student, rng):
    """亂數只來自 rng / All randomness comes from rng"""
    vocab = sentence_of(rng, 20)
    pairs = as_triples(expected_pairs(vocab[:8], 2))
    seed, other = (int(s) for s in rng.choice(10**6, 2, replace=False))
    shared = student.generator(seed)
    sources = (shared, shared, student.generator(seed), student.generator(other))
    first, second, again, different = (triples(student.negative_samples(pairs, vocab, 3, r), 0) for r in sources)
    assert first == again, hint("相同的種子應得到相同的結果。 / The same seed should give the same result.")
    assert first != second and first != different, hint(
        "rng 前進之後、或種子不同，結果要不同。 / A generator that moved on, or another seed, gives other negatives."
    )


@points(1)
@demands("pairs", "ends", "order", "negatives", "never-true", "candidates", "errors")
def test_bad_arguments(student, rng):
    """不合的參數與不可能的抽樣：ValueError / Bad arguments and impossible draws: ValueError"""
    a, b, c = vocab = sentence_of(rng, 3)
    assert triples(student.skip_grams(vocab, 1), 1) == expected_pairs(vocab, 1)
    refuses(student.skip_grams, [(vocab, window) for window in (0, -1)])
    pairs = as_triples([(b, a), (a, b), (a, c)])
    found = triples(student.negative_samples(pairs, vocab, 2, student.generator(1)), 0)
    assert [centre for centre, _ in found] == [b, b, a, a, a, a] and found[2:] == 4 * [(a, a)], hint(
        "只剩一個候選時，每次都抽到它。 / A single candidate that is left is drawn every time."
    )
    bad = [(pairs, vocab, 0), (pairs, vocab, -2), ([*pairs, (a, a, 1)], vocab, 2)]
    refuses(student.negative_samples, [(*arguments, student.generator(1)) for arguments in bad])
