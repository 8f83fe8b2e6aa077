"""沿時間的反向傳播 / Backpropagation through time"""

import numpy as np
import tensorflow as tf
from hw4_held import held
from hw4_layers import same, uniform

from examiner import approx, array, demands, hint, points, record, refuses

KEYS = ("Wxh", "Whh", "bh", "x")


def draw(rng, T, D, M):
    """Return a sequence, targets and the weights of an RNN: x, y, Wxh, Whh, bh."""
    return uniform(rng, (T, D), (T, M), (D, M), (M, M), (M,))


def automatic(*arguments):
    """Return the gradients by automatic differentiation, in 64 bits."""
    x, y, Wxh, Whh, bh = (tf.constant(np.asarray(a, dtype=float)) for a in arguments)
    with tf.GradientTape() as tape:
        tape.watch([Wxh, Whh, bh, x])
        h, loss = tf.zeros((1, bh.shape[0]), tf.float64), 0.0
        for t in range(x.shape[0]):
            h = tf.tanh(x[t : t + 1] @ Wxh + h @ Whh + bh)
            loss += tf.reduce_sum((h - y[t]) ** 2) / 2
    found = tape.gradient(loss, [Wxh, Whh, bh, x], unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return {key: gradient.numpy() for key, gradient in zip(KEYS, found, strict=True)}


def check(answer, arguments, keys, advice=""):
    """Assert that some of the student's gradients equal automatic differentiation."""
    for key, gradient in automatic(*arguments).items():
        if key in keys:
            assert isinstance(answer, dict) and key in answer, hint(
                f"結果應是 dict，裡面有鍵 {key!r}。 / The result is a dict with the key {key!r}."
            )
            assert same(answer[key], gradient, key), advice


def check_all(student, rng, sizes, keys, advice):
    cases = [tuple(draw(rng, *size)) for size in sizes]
    for case, answer in zip(cases, student.each("rnn_gradients", cases), strict=True):
        check(answer, case, keys, advice)


def norms(student, *arguments):
    return array(student.unchanged(student.gradient_norms, *arguments), (arguments[1],), name="norms")


def largest(matrices):
    """Return the largest singular value of each matrix."""
    return [np.linalg.svd(matrix, compute_uv=False)[0] for matrix in matrices]


@points(1)
@demands("weights", "bias", "input")
def test_one_step(student, rng):
    """只有一步時 / With a single step"""
    advice = hint(
        "只有一步時 δ = (h − y)(1 − h²)，Whh 的梯度是 0。"
        " / With one step δ = (h − y)(1 − h²), and the gradient of Whh is 0."
    )
    check_all(student, rng, [(1, 3, 2), (1, 1, 3), (1, 2, 2)], KEYS, advice)


@points(2)
@demands("weights")
def test_weights(student, rng):
    """Wxh 與 Whh 的梯度等於自動微分 / The gradients of Wxh and Whh equal automatic differentiation"""
    advice = hint(
        "δ_{t+1} 要經過 Whh 的轉置傳回來；Whh 的梯度用前一步的狀態。"
        " / δ_{t+1} comes back through Whh transposed; the gradient of Whh uses the state before the step."
    )
    check_all(student, rng, [(2, 2, 3), (5, 3, 2), (4, 2, 2), (3, 1, 1)], KEYS[:2], advice)


@points(2)
@demands("weights", "bias", "input", "lists", "arguments")
def test_bias_and_input(student, rng):
    """bh 與 x 的梯度等於自動微分 / The gradients of bh and x equal automatic differentiation"""
    advice = hint(
        "bh 的梯度是 δ 對時間的和；x 的梯度每一步各一列。"
        " / The gradient of bh sums δ over time; that of x has one row for each step."
    )
    check_all(student, rng, [(5, 3, 2), (4, 2, 2), (6, 1, 1)], KEYS[2:], advice)
    lists = [rng.choice([-1, 1, 2], np.shape(a)).tolist() for a in draw(rng, 3, 2, 2)]
    check(student.rnn_gradients(*lists), lists, KEYS, hint("串列也要能用。 / Lists must work too."))
    x, y, *weights = draw(rng, 4, 2, 3)  # targets far away make large gradients
    found, expected = record(student.rnn_gradients(x, 40 * y, *weights), *KEYS), automatic(x, 40 * y, *weights)
    for key in KEYS:
        assert same(array(found[key], expected[key].shape, name=key) / 40, expected[key] / 40, key), hint(
            "梯度再大也不要截斷。 / However large a gradient is, do not clip it."
        )
    arguments = draw(rng, 4, 2, 3)
    check(student.unchanged(student.rnn_gradients, *arguments), arguments, KEYS)


@points(1)
@demands("norms", "arguments")
def test_norms_of_powers(student, rng):
    """矩陣次方的 2-範數 / 2-norms of the matrix powers"""
    for M, T in [(3, 6), (2, 1), (1, 4), (4, 9)]:
        Whh = rng.normal(0, 0.8, (M, M))
        powers = [Whh]
        while len(powers) < T:
            powers.append(Whh @ powers[-1])
        assert norms(student, Whh, T) == approx(largest(powers), rel=1e-4, abs=1e-7), hint(
            "第 k 個是 Whh 的 k 次方（矩陣相乘）的最大奇異值，k 從 1 開始。"
            " / Entry k is the largest singular value of the k-th matrix power, k = 1, 2, …"
        )
    pair = rng.normal(0, 0.8, (2, 3, 3))
    kept = array(held(student, student.gradient_norms, [(one, 2) for one in pair]), (2, 2))
    assert kept == approx([largest([one, one @ one]) for one in pair], rel=1e-4, abs=1e-7), hint(
        "再次呼叫時，先前的結果要保持原樣。 / A result stays as it is when the function is called again."
    )


@points(1)
@demands("norms", "lists")
def test_vanishing_and_exploding(student, rng):
    """消失與爆炸 / Vanishing and exploding"""
    k = np.arange(1, 51)
    rotation, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    for radius in (float(rng.uniform(0.7, 0.9)), 1.0, float(rng.uniform(1.1, 1.4))):
        assert norms(student, (radius * rotation).tolist(), 50) == approx(radius**k, rel=1e-3), hint(
            "正交矩陣乘上 ρ：第 k 個範數是 ρ 的 k 次方。 / An orthogonal matrix times ρ: norm k is ρ to the power k."
        )
    base = int(rng.integers(3, 6))
    assert norms(student, [[base]], 50) == approx(float(base) ** k, rel=1e-3), hint(
        "整數的次方會溢位：先轉成浮點數。 / Powers of integers overflow: convert to float first."
    )
    corner = float(rng.uniform(2, 4))
    powers = [[[0.5**n, n * 0.5 ** (n - 1) * corner], [0, 0.5**n]] for n in k.tolist()]
    found = norms(student, [[0.5, corner], [0, 0.5]], 50)
    assert found == approx(largest(powers), rel=1e-3, abs=1e-12), hint(
        "用範數，不是特徵值：一開始可以變大。 / Norms, not eigenvalues: they may grow at first."
    )


@points(1)
@demands("weights", "bias", "input", "norms", "bad-y", "not-square")
def test_bad_shapes(student, rng):
    """形狀不合時 ValueError / Shapes that do not fit raise ValueError"""
    x, y, *weights = draw(rng, 4, 3, 2)
    check(student.rnn_gradients(x, y, *weights), (x, y, *weights), KEYS)
    bad = [y[:, :1], y[0], y[:1], y[:3], np.concatenate([y, y]), y[None], y.T]
    refuses(student.rnn_gradients, [(x, one, *weights) for one in bad])
    square = rng.normal(size=(3, 3))
    assert norms(student, square, 1) == approx(largest([square]), rel=1e-4)
    refuses(student.gradient_norms, [(one, 1) for one in (square[:2], square[:, :2], square[0])])
