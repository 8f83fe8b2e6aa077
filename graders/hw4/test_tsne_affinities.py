"""t-SNE 的親近程度 / The affinities of t-SNE"""

import math

import numpy as np
from hw4_held import held
from scipy.optimize import brentq
from scipy.spatial.distance import pdist
from scipy.special import logsumexp

from examiner import approx, array, demands, hint, points, refuses

EXACT = 1e-9  # 64 bits are asked for


def expected_row(squares, perplexity):
    """Return the conditional probabilities of one point, by a root in the logarithm of beta."""
    squares = squares - squares.min()
    squares = squares / squares.mean()  # the unit of beta does not matter

    def logs(log_beta):
        scores = -math.exp(log_beta) * squares
        return scores - logsumexp(scores)

    def gap(log_beta):
        log_p = logs(log_beta)
        return -float(np.sum(np.exp(log_p) * log_p)) - math.log(perplexity)

    return np.exp(logs(brentq(gap, -30, 30, xtol=1e-13)))


def expected_joint(X, perplexity):
    n = len(X)
    conditional = np.zeros((n, n))
    for i in range(n):
        rest = [j for j in range(n) if j != i]
        conditional[i, rest] = expected_row(np.array([np.sum((X[i] - X[j]) ** 2) for j in rest]), perplexity)
    return (conditional + conditional.T) / (2 * n)


def apart(rng, n, d, least):
    """Return points none of which is nearer to another than that."""
    while True:
        X = rng.normal(0, 1.5, (n, d))
        if pdist(X).min() > least:
            return X


def compare(student, X, perplexity, message):
    n = len(X)
    found = array(student.joint_probabilities(X, perplexity), (n, n))
    assert np.abs(np.diag(found)).max() < 1e-15, hint("對角線是 0。 / The diagonal is 0.")
    assert np.abs(found - found.T).max() < 1e-9 and abs(found.sum() - 1) < 1e-5, hint(
        "P 對稱，總和是 1：(p_j|i + p_i|j) / 2n。 / P is symmetric with sum 1: (p_j|i + p_i|j) / 2n."
    )
    # The entropy may be off by 1e-5, which moves a probability by some 1e-4 of itself.
    assert found == approx(expected_joint(np.asarray(X, dtype=float), perplexity), rel=2e-3, abs=1e-6 / n), message


@points(2)
@demands("joint", "entropy", "lists")
def test_joint_probabilities(student, rng):
    """對稱的聯合機率，熵符合困惑度 / Symmetric joint probabilities whose entropies match the perplexity"""
    message = hint(
        "每列的熵（自然對數）要等於 log(perplexity)。"
        " / The entropy of every row (natural logarithm) must be log(perplexity)."
    )
    for n, d, perplexity in [(12, 3, 4), (25, 2, 8.5), (9, 5, 2.2), (30, 1, 15), (6, 4, 1.3), (20, 3, 18.5)]:
        compare(student, apart(rng, n, d, 1e-3), perplexity, message)
    X = rng.permutation(np.arange(30))[:16].reshape(8, 2)
    compare(student, X.tolist(), 4, message)


@points(1)
@demands("joint", "entropy", "scales")
def test_scales_and_outliers(student, rng):
    """資料的尺度可大可小，也有離群點 / Data of any scale, and outliers"""
    message = hint(
        "beta 的範圍要夠大；先減去最小的平方距離可避免 0/0。"
        " / beta must be able to go far; subtract the smallest squared distance first to avoid 0/0."
    )
    X = apart(rng, 10, 2, 0.11)
    for factor in (0.001, 1000.0):
        compare(student, factor * X, 3, message)
    far = np.concatenate([X, [[300.0, -200.0]], 3000 + 0.01 * apart(rng, 5, 2, 0.1)])
    compare(student, far, 3.5, message)
    # Every weight of the last row underflows at its own beta unless the smallest distance is subtracted.
    compare(student, np.concatenate([X, [[6000.0, -5000.0]]]), 3.5, message)


@points(1)
@demands("kl", "lists", "arguments")
def test_kl(student, rng):
    """KL 散度 / The KL divergence"""
    for shape in [(4,), (3, 5), (6, 6)]:
        P, Q = (rng.dirichlet(np.ones(math.prod(shape))).reshape(shape) for _ in range(2))
        expected = sum(p * math.log(p / q) for p, q in zip(P.ravel().tolist(), Q.ravel().tolist(), strict=True))
        assert student.kl(P.tolist(), Q) == approx(expected, rel=EXACT), hint(
            "對所有元素加總 P log(P/Q)。 / Sum P log(P/Q) over all elements."
        )
        assert student.unchanged(student.kl, 2 * P, Q) == approx(2 * expected + 2 * math.log(2), rel=EXACT), hint(
            "不要重新正規化。 / Do not normalise again."
        )
        assert student.kl(P, P) == approx(0, abs=1e-9)


@points(1)
@demands("kl", "kl-zeros", "lists")
def test_kl_with_zeros(student, rng):
    """P 是 0 的項為 0；只有 Q 是 0 時為無限大 / Terms with P = 0 are 0; only Q = 0 gives infinity"""
    p, tiny = float(rng.uniform(0.1, 0.4)), 1e-14
    zero = [[0.0, p], [1 - p, 0.0]]
    other = [[0.0, 0.5], [0.3, 0.2]]
    expected = p * math.log(p / 0.5) + (1 - p) * math.log((1 - p) / 0.3)
    assert student.kl(zero, other) == approx(expected, rel=EXACT), hint(
        "0·log 0 是 0，0/0 的項也是 0。 / 0·log 0 is 0, and so is a term with 0/0."
    )
    assert student.kl(other, zero) == approx(math.inf), hint(
        "P 大於 0 而 Q 是 0 時，結果是無限大。 / Where P > 0 and Q = 0 the result is infinite."
    )
    assert student.kl([tiny, 1 - tiny], [p, 1 - p]) == approx(-math.log(1 - p), rel=EXACT)
    assert student.kl([p, 1 - p], [tiny, 1 - tiny]) == approx(
        p * math.log(p / tiny) + (1 - p) * math.log(1 - p), rel=EXACT
    ), hint("不要截斷很小的機率。 / Do not clip small probabilities.")


@points(1)
@demands("joint", "entropy", "kl", "lists", "arguments", "bad-joint", "bad-kl")
def test_bad_arguments(student, rng):
    """形狀或困惑度不合：ValueError / A wrong shape or perplexity: ValueError"""
    X = apart(rng, 6, 2, 1e-3)
    message = hint("perplexity 可以是任何 1 到 n − 1 之間的數。 / Any perplexity between 1 and n − 1 is good.")
    compare(student, X, 1.05, message)
    compare(student, X, 4.95, message)
    student.unchanged(student.joint_probabilities, X, 2)
    pair = [(X, 2.5), (X, 4)]
    kept = array(held(student, student.joint_probabilities, pair), (2, 6, 6))
    assert kept == approx([expected_joint(*case) for case in pair], rel=2e-3, abs=1e-6), hint(
        "再次呼叫時，先前的結果要保持原樣。 / A result stays as it is when the function is called again."
    )
    bad = [*((X, perplexity) for perplexity in (5, 5.5, 6, 1, 0.5)), (X[:, 0], 3), (X[None], 3), (np.stack([X] * 6), 3)]
    refuses(student.joint_probabilities, bad)
    assert student.kl([0.5, 0.5], [0.25, 0.75]) == approx(0.5 * math.log(4 / 3), rel=EXACT)
    refuses(student.kl, [([0.5, 0.5], [0.2, 0.3, 0.5]), ([[0.5, 0.5]], [0.5, 0.5]), ([1.0], [0.5, 0.5])])
