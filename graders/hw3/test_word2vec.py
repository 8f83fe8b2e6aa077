"""詞向量 word2vec / Word vectors with word2vec

Each corpus is a grid of kinds and ages with two interchangeable subjects in every cell, in invented words. Over 20
seeds gensim (30 epochs), a Keras skip-gram model and the SVD of PPMI have every score at 0.95 or above; gensim's
defaults, random vectors and vectors of frequencies stay below 0.25.
"""

from dataclasses import dataclass

import numpy as np
import pytest

from examiner import array, demands, hint, points, reaches

KINDS, AGES = 5, 4
NEEDED = 0.85


@dataclass
class World:
    """A made language and its sentences."""

    corpus: list[list[str]]
    subjects: list[str]  # the subjects 2c and 2c + 1 stand in the cell c of the grid, row by row
    words: set[str]


def invented(rng, n):
    syllables = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
    found = {}
    while len(found) < n:
        found["".join(syllables[i] for i in rng.integers(len(syllables), size=3).tolist())] = None
    return list(found)


def two_of(rng, words, n):
    """Return n pairs of different words."""
    first = rng.integers(len(words), size=n)
    second = (first + rng.integers(1, len(words), size=n)) % len(words)
    return [(words[i], words[j]) for i, j in zip(first.tolist(), second.tolist(), strict=True)]


def make_world(rng, sentences):
    """Return a world in which frequencies say nothing about meaning; one sentence in a hundred has a rare word."""
    words = invented(rng, 2 * KINDS * AGES + 4 * (KINDS + AGES) + 20 + sentences // 100)
    supply = iter(words)

    def take(n):
        return [next(supply) for _ in range(n)]

    subjects = take(2 * KINDS * AGES)
    kinds, ages = [take(4) for _ in range(KINDS)], [take(4) for _ in range(AGES)]
    everywhere, rare = take(20), list(supply)
    common = 1 / np.arange(1, 21)
    weights = rng.uniform(1, 2.5, len(subjects))
    drawn = rng.choice(len(subjects), sentences, p=weights / weights.sum()).tolist()
    fillers = rng.choice(20, (sentences, 2), p=common / common.sum()).tolist()
    of_kind = [two_of(rng, words, sentences) for words in kinds]
    of_age = [two_of(rng, words, sentences) for words in ages]
    corpus = []
    for i, (subject, filler) in enumerate(zip(drawn, fillers, strict=True)):
        kind, age = divmod(subject // 2, AGES)
        sentence = [subjects[subject], *of_kind[kind][i], *of_age[age][i], *(everywhere[j] for j in filler)]
        sentence += rare[i : i + 1]
        corpus.append([sentence[j] for j in rng.permutation(len(sentence)).tolist()])
    order = rng.permutation(sentences).tolist()
    return World([corpus[i] for i in order], subjects, {word for sentence in corpus for word in sentence})


def trained(student, world, dim, seed, corpus=None):
    """Return a student's vectors as {word: array (dim,)}."""
    if corpus is None:
        found = student.train_embeddings(world.corpus, dim, seed)
    else:
        found = student.unchanged(student.train_embeddings, corpus, dim, seed)
    assert isinstance(found, dict), hint("應回傳 dict：詞 → 向量。 / Return a dict: word → vector.")
    missing = world.words - set(found)
    assert not missing, hint(
        f"有 {len(missing)} 個詞沒有向量；少見的詞也要有。"
        f" / {len(missing)} words have no vector; rare words need one too."
    )
    assert len(found) == len(world.words), hint("多了語料庫裡沒有的詞。 / Some words are not in the corpus.")
    return {word: array(vector, (dim,), name="向量 / a vector") for word, vector in found.items()}


def directions(vectors, world):
    """Return the vectors of the subjects, scaled to length 1."""
    matrix = np.array([vectors[word] for word in world.subjects])
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    assert bool(np.isfinite(lengths).all() and (lengths > 0).all()), hint(
        "向量有 NaN、無限大或全部是 0。 / Some vectors hold NaN or infinity, or are all zero."
    )
    return matrix / lengths


def neighbour_score(unit):
    """Return the share of subjects whose nearest subject is their partner."""
    similarity = unit @ unit.T
    np.fill_diagonal(similarity, -np.inf)
    return float((similarity.argmax(axis=1) == (np.arange(len(unit)) ^ 1)).mean())


def analogy_score(unit):
    """Return the share of analogies a - b + c that land in the right cell, over all rectangles of the grid."""
    right = []
    for i, j, k, m in np.ndindex(KINDS, AGES, KINDS, AGES):
        if i != k and j != m:
            a, b, c, goal = i * AGES + j, i * AGES + m, k * AGES + m, k * AGES + j
            similarity = unit @ (unit[2 * a] - unit[2 * b] + unit[2 * c])
            for cell in (a, b, c):
                similarity[[2 * cell, 2 * cell + 1]] = -np.inf
            right.append(int(similarity.argmax()) // 2 == goal)
    return float(np.mean(right))


@pytest.fixture(scope="module")
def learnt(student, seeds):
    """Return the vectors of the subjects of two worlds of 1200 sentences."""
    rng, found = np.random.default_rng(seeds("worlds")), []
    for dim in (16, 12):
        world = make_world(rng, 1200)
        found.append(directions(trained(student, world, dim, int(rng.integers(10_000))), world))
    return found


@points(1)
@demands("every-word", "vector", "strings", "arguments")
def test_every_word(student, rng):
    """每個詞都有一個 (dim,) 的向量 / Every word has a vector (dim,)"""
    for dim in (10, 21):
        world = make_world(rng, 300)
        texts = [" ".join(sentence) for sentence in world.corpus]
        mixed = [text.upper() if i % 3 else text.split() for i, text in enumerate(texts)]
        vectors = trained(student, world, dim, int(rng.integers(10_000)), mixed)
        some = np.array(list(vectors.values()))
        assert bool(np.isfinite(some).all()) and float(np.linalg.norm(some - some[0], axis=1)[1:].min()) > 0, hint(
            "不同的詞要有不同的向量。 / Different words need different vectors."
        )


@points(3)
@demands("every-word", "vector", "meaning")
def test_neighbours(learnt):
    """可以互換的詞是最近的鄰居 / Interchangeable words are nearest neighbours"""
    for unit in learnt:
        assert reaches(neighbour_score(unit), NEEDED), hint(
            "正確的鄰居太少。訓練的 epoch 夠多嗎？ / Too few neighbours are right. Are there enough epochs?"
        )


@points(2)
@demands("every-word", "vector", "meaning")
def test_analogies(learnt):
    """類比 a − b + c / Analogies a − b + c"""
    for unit in learnt:
        assert reaches(analogy_score(unit), NEEDED), hint(
            "正確的類比太少。訓練的 epoch 夠多嗎？ / Too few analogies are right. Are there enough epochs?"
        )


@points(1)
@demands("every-word", "vector", "meaning", "same-seed")
def test_same_seed(student, rng):
    """種子相同，向量就相同 / The same seed gives the same vectors"""
    world, seed = make_world(rng, 4000), int(rng.integers(10_000))
    first, second = (directions(trained(student, world, 12, seed), world) for _ in range(2))
    assert reaches(neighbour_score(first), NEEDED), hint(
        "這些向量還沒有學會。 / These vectors have not learnt anything yet."
    )
    assert float(np.abs(first - second).max()) < 1e-3, hint(
        "同樣的種子，兩次結果不同。用 gensim 時設 workers=1。"
        " / Two runs with one seed differ. With gensim, set workers=1."
    )
