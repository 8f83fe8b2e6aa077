"""注意力 / Attention"""

import math

import numpy as np

from examiner import approx, array, demands, hint, points, refuses, unpack


def expected_attention(query, keys, values):
    """Return context and weights for one query, number by number."""
    scores = [sum(a * b for a, b in zip(query, key, strict=True)) for key in keys]
    powers = np.array([math.exp(score - max(scores)) for score in scores])
    weights = powers / powers.sum()
    return sum(weight * value for weight, value in zip(weights, values, strict=True)), weights


def pair(answer, context_shape, weights_shape):
    """Return the student's context and weights as arrays of these shapes."""
    context, weights = unpack(answer, ("context", "weights"))
    return array(context, context_shape, name="context"), array(weights, weights_shape, name="weights")


def ask(student, query, keys, values, context_shape, weights_shape):
    return pair(student.attention(query, keys, values), context_shape, weights_shape)


def draw(rng, T, d, v):
    return rng.normal(0, 1, (T, d)), rng.normal(0, 2, (T, v))


@points(2)
@demands("result", "weights", "context", "shape")
def test_one_query(student, rng):
    """一個查詢 / One query"""
    for T, d, v in [(4, 3, 2), (3, 5, 3), (6, 2, 6), (3, 3, 3), (1, 4, 2), (5, 1, 1), (4, 9, 2)]:
        keys, values = draw(rng, T, d, v)
        query = rng.normal(0, 1, d)
        expected = expected_attention(query, keys, values)
        context, weights = ask(student, query, keys, values, (v,), (T,))
        assert weights == approx(expected[1], rel=1e-4, abs=1e-6), hint(
            "分數是不縮放的內積，再對鍵做 softmax。 / Scores are unscaled dot products; then softmax over the keys."
        )
        assert context == approx(expected[0], rel=1e-4, abs=1e-5), hint(
            "上下文是值（不是鍵）的加權和。 / The context is the weighted sum of the values, not of the keys."
        )


@points(2)
@demands("result", "weights", "context", "several", "shape", "lists")
def test_several_queries(student, rng):
    """多個查詢，各自獨立 / Several queries, each on its own"""
    for m, T, d, v in [(5, 4, 3, 2), (1, 3, 2, 4), (3, 3, 3, 3), (2, 6, 4, 1), (4, 1, 2, 3)]:
        keys, values = draw(rng, T, d, v)
        queries = rng.normal(0, 1, (m, d))
        context, weights = ask(student, queries.tolist(), keys.tolist(), values.tolist(), (m, v), (m, T))
        expected = [expected_attention(query, keys, values) for query in queries]
        assert weights == approx([w for _, w in expected], rel=1e-4, abs=1e-6), hint(
            "每列各自做 softmax。 / Every row has a softmax of its own."
        )
        assert context == approx([c for c, _ in expected], rel=1e-4, abs=1e-5)


@points(1)
@demands("result", "weights", "context", "several", "shape", "large", "lists")
def test_large_scores(student, rng):
    """分數很大或很小也不出現 NaN / No NaN for scores that are very large or very small"""
    keys, values = rng.uniform(-1, 1, (5, 3)), rng.normal(0, 2, (5, 2))  # no score goes beyond 1000
    direction = rng.choice([-1.0, 1.0], 3) * [0.5, 1.0, 2.0]
    keys[1], keys[3] = direction, -direction
    query = 950 * direction / (direction @ direction)  # scores of 950 and -950 among the others
    for asked in (query, -query, np.stack([query, -query, query / 500, query / 5])):
        found = ask(student, asked, keys, values, (*asked.shape[:-1], 2), (*asked.shape[:-1], 5))
        expected = [expected_attention(row, keys, values) for row in np.atleast_2d(asked)]
        assert found[1].reshape(-1, 5) == approx([w for _, w in expected], rel=1e-2, abs=1e-4), hint(
            "先減去（該列）最大的分數，再取指數。 / Subtract the largest score (of the row) before the exponential."
        )
        assert found[0].reshape(-1, 2) == approx([c for c, _ in expected], rel=1e-2, abs=1e-3)
    low = [[-1.0], [-1.001], [-0.999]]  # what clips a query of 900 gets other weights
    _, weights = ask(student, [900.0], low, [[3.0], [6.0], [9.0]], (1,), (3,))
    assert weights == approx(expected_attention([900.0], low, np.zeros((3, 1)))[1], rel=1e-3), hint(
        "不要截斷查詢或分數。 / Clip neither queries nor scores."
    )


@points(1)
@demands("result", "weights", "context", "shape", "arguments", "bad-shapes")
def test_bad_arguments(student, rng):
    """形狀不合時 ValueError / Shapes that do not fit raise ValueError"""
    keys, values = draw(rng, 4, 3, 2)
    query = rng.normal(size=3)
    context, weights = pair(student.unchanged(student.attention, query, keys, values), (2,), (4,))
    assert context == approx(expected_attention(query, keys, values)[0], rel=1e-4, abs=1e-5)
    assert abs(weights.sum() - 1) < 1e-4
    bad = [
        (query[:2], keys, values),
        (np.zeros((2, 4)), keys, values),
        (np.zeros((1, 2, 3)), keys, values),
        (query, keys, values[:3]),
        (query, keys[:3], values),
        (query, keys[:, 0], values),
        (keys[:3], query, values[:3]),  # would give one weight per query
        (query, keys[None], values),
        (query, keys, values[:, 0]),
        (query, keys, np.stack([values] * 4)),
    ]
    refuses(student.attention, bad)
