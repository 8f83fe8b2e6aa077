"""相似文件搜尋 / Searching for similar documents"""

import math
from collections import Counter
from functools import cache

import numpy as np
from gensim.corpora import Dictionary
from gensim.models import TfidfModel
from gensim.similarities import SparseMatrixSimilarity
from gensim.test.utils import datapath
from gensim.utils import simple_preprocess
from hw3_words import invented

from examiner import approx, demands, hint, number, points, refuses, unpack


def scores_of(query, corpus):
    """Return the cosine of the query with every document, in dense vectors."""
    words = sorted({word for document in corpus for word in document})
    counts = np.array([[Counter(document)[word] for word in words] for document in [query, *corpus]], dtype=float)
    idf = np.array([math.log(len(corpus) / sum(word in document for document in corpus)) for word in words])
    rows = counts * idf
    norms = np.linalg.norm(rows, axis=1)
    return rows[1:] @ rows[0] / np.maximum(norms[1:] * norms[0], 1e-300)


def ranked(scores, k):
    """Return [(index, score)] of the scores above 0, the highest first and ties by the lower index."""
    rounded = [round(float(score), 8) for score in scores]
    order = sorted(range(len(rounded)), key=lambda i: (-rounded[i], i))
    return [(i, rounded[i]) for i in order[:k] if rounded[i] > 0]


def no_near_ties(scores):
    """Say whether all scores above 0 are far enough apart for any way of computing them to rank them alike."""
    above = np.sort(scores[scores > 0])
    return len(above) > 1 and float(np.diff(above).min()) > 1e-4 and float(above[0]) > 1e-4


def draw_case(rng, n_words, n_documents):
    """Return a query, a corpus and what is found in it.

    The query repeats words, all of them known; one word stands in every document; the scores above 0 differ.
    """
    while True:
        words = invented(rng, n_words)
        shares = 1 / np.arange(1, n_words + 1)
        documents = [
            [words[i] for i in rng.choice(n_words, int(rng.integers(3, 12)), p=shares / shares.sum())]
            for _ in range(n_documents)
        ]
        corpus = [[*document, words[0]] for document in documents]
        known = sorted({word for document in documents for word in document})
        query = [known[i] for i in rng.integers(len(known), size=4)]
        query += [query[0], words[0]]
        scores = scores_of(query, corpus)
        if no_near_ties(scores):
            return query, corpus, ranked(scores, n_documents)


def assert_found(found, expected):
    assert isinstance(found, list | tuple), hint("應回傳 (索引, 分數) 的串列。 / Return a list of (index, score).")
    pairs = [unpack(item, ("index", "score"), name="一項 / an item") for item in found]
    places = [number(index, "索引 / an index", whole=True) for index, _ in pairs]
    assert places == [index for index, _ in expected], hint(
        "文件或名次不符：餘弦相似度由高到低，最多 k 個，不含 0 分；平手時索引小的在前（先四捨五入）。"
        " / Other documents or another order: cosines from high to low, at most k, none of 0;"
        " ties by the lower index, after rounding."
    )
    values = [number(score, "分數 / a score") for _, score in pairs]
    assert values == approx([score for _, score in expected], abs=1e-5), hint(
        "名次對，分數不對：兩邊都要除以長度。 / The order is right, the scores are not: divide by both lengths."
    )


@points(2)
@demands("cosine", "idf", "order")
def test_ranking(student, rng):
    """名次與分數 / The order and the scores"""
    cases = [draw_case(rng, n_words, n_documents) for n_words, n_documents in [(8, 5), (15, 9), (30, 25), (10, 6)]]
    answers = student.each("search", [(query, corpus, len(expected)) for query, corpus, expected in cases])
    for answer, (_, _, expected) in zip(answers, cases, strict=True):
        assert_found(answer, expected)


@points(1)
@demands("cosine", "idf", "order", "at-most-k", "no-zeros", "ties", "rounded")
def test_ties_and_k(student, rng):
    """平手時索引小的在前；最多 k 個 / Ties by the lower index; at most k"""
    a, b, c, d, e = invented(rng, 5)
    corpus = [[c, d], [a, b], [a, c, c], [a, b], [b, e], [a, b], [a, c, c], [d, d], [a, b, a, b]]
    query = [a, a, b]
    expected = ranked(scores_of(query, corpus), 9)
    assert [index for index, _ in expected[:4]] == [1, 3, 5, 8]
    most = (7, 3, 2, 1, 100)
    for answer, k in zip(student.each("search", [(query, corpus, k) for k in most]), most, strict=True):
        assert_found(answer, expected[:k])
    words = invented(rng, 20)  # the same words in another order: equal scores, but for the last digit of the sums
    alike = [[str(word) for word in rng.permutation([*words, words[0]])] for _ in range(20)]
    corpus = [*alike, *([word] for i, word in enumerate(words) for _ in range(i + 1))]
    expected = ranked(scores_of(words[1:12], corpus), 20)
    assert_found(student.search(words[1:12], corpus, 20), expected)


@points(1)
@demands("cosine", "idf", "order", "unknown-words", "no-zeros", "empty-documents")
def test_unknown_words(student, rng):
    """不認得的詞當作不存在 / Unknown words are as if they were not there"""
    for n_words, n_documents in [(8, 5), (20, 10)]:
        query, corpus, expected = draw_case(rng, n_words, n_documents)
        assert_found(student.search(["unheard", *query, "OF", "unheard"], corpus, len(expected)), expected)
        assert_found(student.search(["unheard", "OF"], corpus, len(expected)), [])


@points(1)
@demands("cosine", "idf", "order", "no-zeros", "empty-documents")
def test_nothing_to_find(student, rng):
    """0 分的文件不列出；空文件不出錯 / Documents of score 0 are left out; empty documents do no harm"""
    a, b, c, d = invented(rng, 4)
    corpus = [[a, b], [a], [c, a, a], [d, b, a], [a, a]]
    assert_found(student.search([b, a], corpus, 5), ranked(scores_of([b, a], corpus), 5))
    assert_found(student.search([a], corpus, 5), [])
    assert_found(student.search([], corpus, 5), [])
    with_empty = [[], [b, c], [c, d], [], [d]]
    assert_found(student.search([c, c, b], with_empty, 5), ranked(scores_of([c, c, b], with_empty), 5))
    assert_found(student.search([a], with_empty, 5), [])
    assert_found(student.search([a, b], [[a, b, b]], 5), [])  # in a corpus of one document every idf is 0


@points(1)
@demands("cosine", "idf", "order", "strings", "errors")
def test_strings_and_bad_k(student, rng):
    """字串；k 小於 1 時 ValueError / Strings; k below 1 raises ValueError"""
    query, corpus, expected = draw_case(rng, 12, 6)
    texts, text = [" ".join(document).title() for document in corpus], " ".join(query).upper()
    mixed = [*texts[:3], *corpus[3:]]
    calls = [(form, documents, len(expected)) for form in (query, text) for documents in (texts, mixed)]
    for answer in student.each("search", calls):
        assert_found(answer, expected)
    student.unchanged(student.search, query, texts, 3)
    refuses(student.search, [(query, corpus, k) for k in (0, -1)])


@cache
def lee():
    """Return the Lee corpus, its numbers of words, gensim's tf-idf model and index."""
    with open(datapath("lee_background.cor"), encoding="utf-8") as file:
        corpus = [simple_preprocess(line) for line in file]
    numbers = Dictionary(corpus)
    counts = [numbers.doc2bow(document) for document in corpus]
    model = TfidfModel(counts)
    return corpus, numbers, model, SparseMatrixSimilarity(model[counts], num_features=len(numbers))


@points(1)
@demands("cosine", "idf", "order", "unknown-words", "at-most-k")
def test_lee_corpus(student, rng):
    """Lee 語料庫：與 gensim 相同 / The Lee corpus: the same as gensim"""
    corpus, numbers, model, index = lee()
    for size, k in [(6, 5), (40, 12)]:
        while True:
            source = corpus[int(rng.integers(len(corpus)))]
            query = [*(source[i] for i in rng.integers(len(source), size=size)), "unheardof"]
            similarity = np.asarray(index[model[numbers.doc2bow(query)]], dtype=float)
            best = np.sort(similarity)[::-1][: k + 1]
            if float(best[-1]) > 1e-3 and float((-np.diff(best)).min()) > 1e-5:
                break
        assert_found(student.search(query, corpus, k), ranked(similarity, k))
