"""文字的編碼 / Encoding words"""

import numpy as np
from hw3_held import held
from hw3_words import invented

from examiner import approx, array, demands, hint, points

CHINESE = ["貓", "狗", "坐", "墊子"]


def pick(rng, words, n):
    return [words[i] for i in rng.integers(len(words), size=n)]


def shuffled_vocabulary(rng, n):
    """Return a vocabulary whose numbers follow neither the alphabet nor the order of the dict."""
    words = [*invented(rng, n - 2), "貓", "Cat"]
    numbers = rng.permutation(n).tolist()
    return dict(zip(words, numbers, strict=True))


def documents(rng):
    """Return documents, each with a vocabulary that has all its words."""
    vocabularies = [shuffled_vocabulary(rng, n) for n in (7, 4, 15)]
    return [(pick(rng, list(v), size), v) for v, size in zip(vocabularies, (12, 1, 6), strict=True)]


def assert_vocabulary(found, corpus):
    expected = sorted({word for document in corpus for word in document})
    assert isinstance(found, dict), hint("應回傳 dict：詞 → 編號。 / Return a dict: word → number.")
    assert set(found) == set(expected), hint("每個不同的詞恰好一次。 / Every distinct word exactly once.")
    numbers = array([found[word] for word in expected], (len(expected),), dtype=int, name="編號 / the numbers")
    assert numbers.tolist() == list(range(len(expected))), hint(
        "依字母順序編為 0、1、2……。 / Number the words 0, 1, 2, … in alphabetical order."
    )


@points(1.5)
@demands("numbers", "case")
def test_vocabulary(student, rng):
    """詞彙表：依字母順序，每個詞一次 / The vocabulary: alphabetical order, every word once"""
    corpora = [[[*CHINESE, "Zoo"], ["zoo", *CHINESE[::-1], "ant"]]]  # the words of a list keep their case
    for n, sizes in [(5, [4, 3]), (12, [9, 0, 5, 6]), (25, [40])]:
        words = invented(rng, n)
        corpora.append([pick(rng, words, size) for size in sizes])
    for answer, corpus in zip(student.each("vocabulary", corpora, unchanged=True), corpora, strict=True):
        assert_vocabulary(answer, corpus)


@points(1)
@demands("numbers", "empty", "strings", "values", "rows")
def test_strings(student, rng):
    """文件也可以是字串 / A document may be a string"""
    words = invented(rng, 6)
    texts = [" ".join(pick(rng, words, 5)).title(), f"  {words[0]}\n{words[1]}\t{words[2].upper()} "]
    split = [text.lower().split() for text in texts]
    assert_vocabulary(student.vocabulary(texts), split)
    assert_vocabulary(student.vocabulary([texts[0], split[1]]), split)
    vocab = dict(zip(words, rng.permutation(6).tolist(), strict=True))
    labels, rows = (student.each(name, [(text, vocab) for text in texts]) for name in ("label_encode", "one_hot"))
    for label, vectors, document in zip(labels, rows, split, strict=True):
        expected = [vocab[word] for word in document]
        assert array(label, (len(document),), dtype=int) == approx(expected), hint(
            "先呼叫 split_words。 / Call split_words first."
        )
        assert array(vectors, (len(document), 6)) == approx(np.eye(6)[expected])
    empty = student.vocabulary([])
    assert isinstance(empty, dict) and len(empty) == 0, hint("空的語料庫得到空的 dict。 / No documents: an empty dict.")


@points(1)
@demands("case", "values")
def test_labels(student, rng):
    """整數編碼：查 vocab 的值 / Label encoding: the values of vocab"""
    cases = documents(rng)
    answers = student.each("label_encode", cases, unchanged=True)
    for answer, (document, vocab) in zip(answers, cases, strict=True):
        found = array(answer, (len(document),), dtype=int, name="編號 / the labels")
        assert found.tolist() == [vocab[word] for word in document], hint(
            "編號是 vocab 的值，不是詞在 dict 裡的位置。 / The number is the value in vocab, not the place in the dict."
        )
    document, vocab = cases[0]
    cases = [(document[::-1], vocab), (document, vocab)]
    for answer, (document, _) in zip(held(student, student.label_encode, cases), cases, strict=True):
        found = array(answer, (len(document),), dtype=int, name="編號 / the labels")
        assert found.tolist() == [vocab[word] for word in document], hint(
            "每次呼叫都要給新的陣列。 / Every call gives a new array."
        )


@points(1.5)
@demands("case", "values", "rows")
def test_one_hot(student, rng):
    """one-hot 編碼：(n, V)，每列一個 1 / One-hot encoding: (n, V), a single 1 in every row"""
    cases = documents(rng)
    for answer, (document, vocab) in zip(student.each("one_hot", cases, unchanged=True), cases, strict=True):
        expected = np.zeros((len(document), len(vocab)))
        for row, word in enumerate(document):
            expected[row, vocab[word]] = 1
        assert array(answer, expected.shape) == approx(expected), hint(
            "每列一個詞，共 V 行；1 的位置是 vocab 的值。"
            " / One row per word and V columns; the 1 stands where vocab says."
        )


@points(1)
@demands("case", "values", "rows", "unknown-label", "unknown-row")
def test_unknown_words(student, rng):
    """不認得的詞：−1 與全部是 0 的列 / Unknown words: −1 and a row of zeros"""
    for n in (3, 8):
        vocab = shuffled_vocabulary(rng, n)
        known = pick(rng, list(vocab), 3)
        document = [known[0], "unknown", known[1], "cat", "UNKNOWN", known[2]]  # vocab has Cat, not cat
        expected = [vocab.get(word, -1) for word in document]
        labels = array(
            student.unchanged(student.label_encode, document, vocab), (6,), dtype=int, name="編號 / the labels"
        )
        assert labels.tolist() == expected, hint("不認得的詞得到 −1。 / An unknown word gets −1.")
        rows = np.vstack([np.eye(n), np.zeros(n)])[expected]
        assert array(student.unchanged(student.one_hot, document, vocab), (6, n)) == approx(rows), hint(
            "不認得的詞是全部為 0 的列；索引 −1 會指到最後一個詞。"
            " / An unknown word is a row of zeros; the index −1 means the last word."
        )
