"""類似的電影 / More like this"""

import math

import numpy as np
from hw5_held import held

from examiner import array, demands, hint, points, refuses


def similar(item, rows, k):
    """Return the k most similar rows, pair by pair."""
    rows = np.asarray(rows, dtype=float).tolist()

    def cosine(a, b):
        lengths = math.hypot(*a) * math.hypot(*b)
        return round(sum(x * y for x, y in zip(a, b, strict=True)) / lengths, 9) if lengths else 0.0

    others = [j for j in range(len(rows)) if j != item]
    return sorted(others, key=lambda j: -cosine(rows[item], rows[j]))[:k]


def check(student, item, rows, k):
    expected = similar(item, rows, k)
    found = student.unchanged(student.most_similar, item, rows, k)
    found = array(found, (len(expected),), dtype=int, name="the neighbours")
    assert found.tolist() == expected, hint(
        "餘弦要除以兩個向量的長度；由大到小排；不含自己。"
        " / Divide by both lengths, sort from high to low, leave the film itself out."
    )


@points(1)
@demands("cosine", "order", "itself", "lists")
def test_neighbours(student, rng):
    """餘弦最大的 k 個，由大到小 / The k largest cosines, from high to low"""
    for n, d, k in [(12, 3, 4), (8, 6, 1), (20, 2, 7)]:
        rows = rng.normal(0, 1, (n, d)) * rng.uniform(0.1, 10, (n, 1))
        for item in (0, n - 1, int(rng.integers(1, n - 1))):
            check(student, item, rows, k)
    check(student, 1, rng.integers(-9, 10, (7, 3)).tolist(), 3)
    check(student, 4, rows * rng.choice([1e-5, 1, 1e4], (20, 1)), 9)  # lengths do not matter
    found = held(student, student.most_similar, [(item, rows, 4) for item in (0, 7)])
    assert array(found, (2, 4), dtype=int).tolist() == [similar(item, rows, 4) for item in (0, 7)], hint(
        "每次呼叫都要回傳自己的陣列。 / Every call returns an array of its own."
    )


@points(1)
@demands("cosine", "order", "itself", "too-few", "ties")
def test_itself_is_left_out(student, rng):
    """自己不算在內；k 太大時回傳其他全部 / The film itself is left out; with a large k all the others come"""
    rows = rng.normal(0, 1, (9, 3))
    rows[[1, 6]] = rows[4]
    for item, k in [(4, 3), (1, 1), (6, 8), (0, 9), (2, 50), (8, 8), (3, 7)]:
        check(student, item, rows, k)
    check(student, 1, rows[:2], 1)


@points(1)
@demands("cosine", "order", "itself", "too-few", "zero-vectors", "ties")
def test_ties_and_zero_vectors(student, rng):
    """平手時索引小的在前；零向量的相似度是 0 / Of ties the lower index comes first; zero vectors have similarity 0"""
    base = rng.normal(0, 1, (4, 3))
    pick = rng.permutation(np.repeat(np.arange(4), 6))
    rows = base[pick] * rng.uniform(0.1, 20, (24, 1))
    rows[[2, 9, 17]] = 0
    for item in (0, 2, 9, 10, 23):
        for k in (3, 9, 30):
            check(student, item, rows, k)
    cosines = np.array([1, 0.3 - 2e-9, 0.6 - 2e-10, 0.3 + 2e-9, 0.6 + 2e-10])  # 0.6 twice at 9 decimals, 0.3 never
    rows = np.column_stack([cosines, np.sqrt(1 - cosines**2)]) * rng.uniform(0.5, 5, (5, 1))
    check(student, 0, rows, 4)


@points(1)
@demands("cosine", "order", "itself", "bad-arguments")
def test_bad_arguments(student, rng):
    """索引超出範圍、k < 1、不是二維：ValueError / Index out of range, k < 1, not two-dimensional: ValueError"""
    rows = rng.normal(0, 1, (6, 3))
    check(student, 5, rows, 1)
    check(student, 0, rows, 2)
    cube = rng.normal(0, 1, (4, 3, 3))
    refuses(
        student.most_similar,
        [
            (6, rows, 2),
            (-1, rows, 2),
            (0, rows, 0),
            (0, rows, -1),
            (0, rows[0], 1),
            (0, rows[None], 1),
            (1, cube, 2),
        ],
    )
