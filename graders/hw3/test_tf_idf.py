"""TF-IDF"""

import math

import numpy as np
import pandas as pd
from hw3_words import invented

from examiner import approx, array, demands, hint, points, refuses


def draw_corpus(rng, n_words, sizes):
    """Return documents with repeated words; the first of the words stands in every document that is not empty."""
    words = invented(rng, n_words)
    shares = 1 / np.arange(1, n_words + 1)
    corpus = []
    for size in sizes:
        drawn = rng.choice(n_words, size, p=shares / shares.sum())
        corpus.append([words[i] for i in drawn])
        if size:
            corpus[-1][int(rng.integers(size))] = words[0]
    return corpus


def idf_of(corpus):
    words = {word for document in corpus for word in document}
    return {word: math.log(len(corpus)) - math.log(sum(word in document for document in corpus)) for word in words}


def assert_weights(found, expected, text):
    assert isinstance(found, dict) and set(found) == set(expected), hint(
        "應回傳 dict，每個不同的詞一個鍵。 / Return a dict with a key for every distinct word."
    )
    for word, value in expected.items():
        assert array(found[word], (), name=f"{word!r} 的值 / the value of {word!r}") == approx(value), text


def table_of(value, corpus):
    """Return a student's frame as an array, columns in alphabetical order."""
    words = sorted({word for document in corpus for word in document})
    assert isinstance(value, pd.DataFrame), hint("應回傳 DataFrame。 / Return a DataFrame.")
    names = [name if isinstance(name, str) else "" for name in value.columns]
    assert sorted(names) == words, hint("每個不同的詞一行。 / One column per distinct word.")
    cells = value.to_numpy()[:, [names.index(word) for word in words]]
    return array(cells.tolist(), (len(corpus), len(words)), name="表格 / the table")


@points(1.5)
@demands("tf")
def test_term_frequency(student, rng):
    """詞頻：次數除以詞數 / Term frequency: count divided by the number of words"""
    documents = [draw_corpus(rng, n_words, [size])[0] for n_words, size in [(4, 9), (8, 30), (3, 1)]]
    for answer, document in zip(student.each("tf", documents, unchanged=True), documents, strict=True):
        expected = {word: document.count(word) / len(document) for word in document}
        assert_weights(answer, expected, hint("除以文件的詞數。 / Divide by the number of words."))


@points(1.5)
@demands("idf", "once")
def test_inverse_document_frequency(student, rng):
    """逆向文件頻率：ln(N / 文件數) / Inverse document frequency: ln(N / documents with the word)"""
    cases = [(6, [5, 4, 6]), (12, [9, 12, 3, 1, 8, 6, 10]), (3, [4])]
    corpora = [draw_corpus(rng, n_words, sizes) for n_words, sizes in cases]
    corpora.append([["a", "b"], ["a"], ["a"], ["a", "a"], ["b"]])  # ln(5 / 4) has more than six digits
    for answer, corpus in zip(student.each("idf", corpora), corpora, strict=True):
        assert_weights(
            answer,
            idf_of(corpus),
            hint("自然對數，不加 1；每份文件只算一次。 / The natural log, nothing added; a document counts once."),
        )


@points(2)
@demands("tf", "idf", "once", "table", "absent")
def test_product(student, rng):
    """tf-idf：兩者相乘 / tf-idf: the product of both"""
    cases = [(6, [5, 4, 6]), (12, [9, 12, 3, 1, 8, 6, 10])]
    corpora = [draw_corpus(rng, n_words, sizes) for n_words, sizes in cases]
    for answer, corpus in zip(student.each("tf_idf", corpora), corpora, strict=True):
        weights = idf_of(corpus)
        expected = [
            [document.count(word) / len(document) * weights[word] for word in sorted(weights)] for document in corpus
        ]
        assert table_of(answer, corpus) == approx(expected), hint(
            "套件的公式和題目不同；文件裡沒有的詞是 0，不是 NaN。"
            " / Libraries use other formulas; a word that a document lacks has 0, not NaN."
        )


@points(1)
@demands("table", "alphabetical", "absent")
def test_layout(student, rng):
    """列是文件，行依字母順序 / Rows are documents, columns in alphabetical order"""
    corpus = draw_corpus(rng, 14, [7, 11, 6, 9])
    frame = student.tf_idf(corpus)
    assert float(table_of(frame, corpus).max()) > 0, hint("表裡全部是 0。 / The table holds zeros only.")
    words = sorted({word for document in corpus for word in document})
    assert list(frame.columns) == words, hint("行依字母順序排列。 / The columns stand in alphabetical order.")
    assert array(frame.index, (4,), name="索引 / the index").tolist() == [0, 1, 2, 3], hint(
        "索引是 0 到 N − 1。 / The index runs from 0 to N − 1."
    )


@points(1)
@demands("tf", "idf", "once", "table", "absent", "empty-documents", "strings", "errors")
def test_strings_and_empty_documents(student, rng):
    """字串、空文件、空語料庫 / Strings, empty documents, an empty corpus"""
    corpus = draw_corpus(rng, 7, [6, 0, 5, 8])
    texts = [" ".join(document).title() for document in corpus]
    weights = idf_of(corpus)  # the empty document counts in N
    expected = [
        [document.count(word) / max(len(document), 1) * weights[word] for word in sorted(weights)]
        for document in corpus
    ]
    advice = hint("先呼叫 split_words；空文件也算一份。 / Call split_words first; an empty document counts as one.")
    assert_weights(student.tf(texts[0]), {word: corpus[0].count(word) / 6 for word in corpus[0]}, advice)
    assert_weights(student.tf([]), {}, advice)
    for form in (texts, corpus):
        assert_weights(student.idf(form), weights, advice)
        assert table_of(student.tf_idf(form), corpus) == approx(expected), advice
    parts = [["in", "the", "kitchen"], ["chicken"], ["hen", "thin"]]  # words within words, and across a space
    for form in (parts, [" ".join(document) for document in parts]):
        assert_weights(student.idf(form), idf_of(parts), advice)
    for function in (student.idf, student.tf_idf):
        student.unchanged(function, texts)
        refuses(function, [([],)])
