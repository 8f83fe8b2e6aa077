"""從文字到整數 / From text to integers"""

import numpy as np

from examiner import approx, array, demands, exactly, hint, points, refuses, unpack

PUNCTUATION = [*list("!#$%&()*+,-./:;<=>?@[]^_`{|}~"), '"', "\\", "\t", "\n"]


def sequences(answer, expected):
    """Say whether a student's list of sequences holds these numbers."""
    pairs = zip(unpack(answer, len(expected), "sequences"), expected, strict=True)
    return all(array(found, (len(one),), name="a sequence") == approx(one) for found, one in pairs)


def invent(rng, n):
    """Return n different words, in no alphabetical order."""
    words = {"".join(rng.choice(list("aeioubdkmst'é8"), rng.integers(3, 7))) for _ in range(3 * n)}
    return rng.permutation(sorted(words))[:n].tolist()


def compose(rng, words, n):
    """Return n texts of drawn words with capitals and punctuation, and the plain words of each."""
    texts, plain = [], []
    for _ in range(n):
        chosen = rng.choice(words, rng.integers(3, 9)).tolist()
        written = [word.upper() if rng.random() < 0.3 else word for word in chosen]
        texts.append("".join(word + str(rng.choice(PUNCTUATION)) + " " * int(rng.integers(3)) for word in written))
        plain.append(chosen)
    return texts, plain


def numbered(plain):
    """Return the numbers of the words: by frequency, then by first appearance."""
    seen = [word for words in plain for word in words]
    ranked = sorted(set(seen), key=lambda word: (-seen.count(word), seen.index(word)))
    return {word: place + 1 for place, word in enumerate(ranked)}


@points(1)
@demands("words")
def test_words(student, rng):
    """切成詞 / Splitting into words"""
    words = invent(rng, len(PUNCTUATION))
    text = " " + "".join(word.upper() + mark for word, mark in zip(words, PUNCTUATION, strict=True))
    assert student.split_words(text) == exactly(words), hint(
        "FILTERS 的每個字元都要變成空格；大寫變小寫。"
        " / Every character of FILTERS becomes a space; capitals become small letters."
    )
    found = student.split_words("  It's  £5…NOW—or\nnever!? 'Ü' ")
    assert found == exactly(["it's", "£5…now—or", "never", "'ü'"]), hint(
        "單引號和其他符號要保留，空字串不要。 / Keep the apostrophe and other symbols; no empty strings."
    )


@points(1)
@demands("words", "frequency", "ties", "arguments")
def test_numbers_by_frequency(student, rng):
    """編號依次數，從 1 開始 / Numbers by frequency, from 1"""
    a, b, c, d, e = invent(rng, 5)
    texts = [f"{a} {b} {b}, {b} {b} {b}", f"{c}; {d}", f"{a.upper()} {c} {c} {e}", f"{e}! {a} {a} {e}"]
    expected = {b: 1, a: 2, c: 3, e: 4, d: 5}  # they stand 5, 4, 3, 3 and 1 times
    assert student.unchanged(student.fit_tokenizer, texts) == approx(expected), hint(
        "次數是所有文字裡的總次數；大小寫視為相同。 / Count over all texts together; capitals make no difference."
    )


@points(1)
@demands("words", "frequency", "ties")
def test_ties(student, rng):
    """次數相同時先出現的在前 / Equally frequent words: first appearance first"""
    for n in (12, 30):
        texts, plain = compose(rng, invent(rng, n), 12)
        assert student.fit_tokenizer(texts) == approx(numbered(plain)), hint(
            "一樣多時依第一次出現的順序，不是字母順序。 / Ties follow the first appearance, not the alphabet."
        )


@points(1)
@demands("words", "sequences", "unknown", "arguments")
def test_sequences(student, rng):
    """換成編號，不認得的詞丟掉 / Words to numbers; unknown words are dropped"""
    words = invent(rng, 14)
    known = dict(zip(words[:9], (rng.permutation(9) + 1).tolist(), strict=True))
    texts, plain = compose(rng, words, 8)
    texts, plain = [*texts, words[12], ""], [*plain, [words[12]], []]
    expected = [[known[word] for word in chosen if word in known] for chosen in plain]
    assert sequences(student.unchanged(student.texts_to_sequences, texts, known), expected), hint(
        "順序不變，不在 word_index 裡的詞不留位置。 / In order; a word that is not in word_index leaves no trace."
    )


@points(1)
@demands("padding", "arguments")
def test_padding(student, rng):
    """補齊：前面補 0，留下最後 T 個 / Padding: zeros in front, the last T are kept"""
    rows = [rng.integers(1, 10**5, k).tolist() for k in (3, 0, 5, 8, 1, 4)]
    for T in (4, 1, 5, 9):
        expected = np.zeros((len(rows), T), dtype=int)
        for i, row in enumerate(rows):
            for back in range(1, min(len(row), T) + 1):
                expected[i, -back] = row[-back]
        assert array(student.unchanged(student.pad, rows, T), (len(rows), T), dtype=int) == approx(expected), hint(
            "太短的在前面補 0，太長的丟掉前面。 / Zeros in front of short ones; long ones lose their beginning."
        )


@points(1)
@demands("words", "frequency", "sequences", "unknown", "padding", "bad-texts", "bad-length")
def test_bad_arguments(student, rng):
    """單獨的字串或 T < 1 時 ValueError / A single string or T < 1 raises ValueError"""
    words = invent(rng, 2)
    text = f"{words[1]} {words[0]} {words[1]}"
    assert student.fit_tokenizer([text]) == approx({words[1]: 1, words[0]: 2})
    assert sequences(student.texts_to_sequences([text], {words[0]: 1}), [[1]])
    assert array(student.pad([[4, 5]], 1), (1, 1), dtype=int) == approx([[5]])
    refuses(student.fit_tokenizer, [text])
    refuses(student.texts_to_sequences, [(text, {words[0]: 1})])
    refuses(student.pad, [([[4, 5]], 0), ([[4, 5]], -1)])
