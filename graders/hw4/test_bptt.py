"""沿時間的反向傳播 / Backpropagation through time"""

import numpy as np
import tensorflow as tf

from examiner import approx, array, demands, hint, points, raises

KEYS = ("Wxh", "Whh", "bh", "x")


def draw(rng, T, D, M):
    """Return a sequence, targets and the weights of an RNN: x, y, Wxh, Whh, bh."""
    shapes = [(T, D), (T, M), (D, M), (M, M), (M,)]
    return [rng.uniform(-1, 1, shape) for shape in shapes]


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


def entry(answer, key, shape):
    """Return one of the student's gradients, or fail the check."""
    assert isinstance(answer, dict) and key in answer, hint(
        f"結果應是 dict，裡面有鍵 {key!r}。 / The result is a dict with the key {key!r}."
    )
    return array(answer[key], shape, name=key)


def check(answer, expected, keys, advice):
    for key in keys:
        gradient = expected[key]
        assert entry(answer, key, gradient.shape) == approx(gradient, rel=1e-4, abs=2e-5), advice


@points(1)
@demands("weights", "bias", "input")
def test_one_step(student, rng):
    """只有一步時 / With a single step"""
    for D, M in [(3, 2), (1, 3), (2, 2)]:
        arguments = draw(rng, 1, D, M)
        advice = hint(
            "只有一步時 δ = (h − y)(1 − h²)，Whh 的梯度是 0。"
            " / With one step δ = (h − y)(1 − h²), and the gradient of Whh is 0."
        )
        check(student.rnn_gradients(*arguments), automatic(*arguments), KEYS, advice)


@points(2)
@demands("weights")
def test_weights(student, rng):
    """Wxh 與 Whh 的梯度等於自動微分 / The gradients of Wxh and Whh equal automatic differentiation"""
    for T, D, M in [(2, 2, 3), (5, 3, 2), (4, 2, 2), (3, 1, 1)]:
        arguments = draw(rng, T, D, M)
        advice = hint(
            "δ_{t+1} 要經過 Whh 的轉置傳回來；Whh 的梯度用前一步的狀態。"
            " / δ_{t+1} comes back through Whh transposed; the gradient of Whh uses the state before the step."
        )
        check(student.rnn_gradients(*arguments), automatic(*arguments), KEYS[:2], advice)


@points(2)
@demands("weights", "bias", "input", "lists", "arguments")
def test_bias_and_input(student, rng):
    """bh 與 x 的梯度等於自動微分 / The gradients of bh and x equal automatic differentiation"""
    for T, D, M in [(5, 3, 2), (4, 2, 2), (6, 1, 1)]:
        arguments = draw(rng, T, D, M)
        advice = hint(
            "bh 的梯度是 δ 對時間的和；x 的梯度每一步各一列。"
            " / The gradient of bh sums δ over time; that of x has one row for each step."
        )
        check(student.rnn_gradients(*arguments), automatic(*arguments), KEYS[2:], advice)
    integers = [rng.choice([-1, 1, 2], np.shape(a)) for a in draw(rng, 3, 2, 2)]
    lists = [a.tolist() for a in integers]
    check(student.rnn_gradients(*lists), automatic(*integers), KEYS, hint("串列也要能用。 / Lists must work too."))
    arguments = draw(rng, 4, 2, 3)
    check(student.unchanged(student.rnn_gradients, *arguments), automatic(*arguments), KEYS, "")


@points(1)
@demands("norms", "arguments")
def test_norms_of_powers(student, rng):
    """矩陣次方的 2-範數 / 2-norms of the matrix powers"""
    for M, T in [(3, 6), (2, 1), (1, 4), (4, 9)]:
        Whh = rng.normal(0, 0.8, (M, M))
        power, expected = Whh, []
        for _ in range(T):
            expected.append(np.linalg.svd(power, compute_uv=False)[0])
            power = Whh @ power
        assert array(student.unchanged(student.gradient_norms, Whh, T), (T,), name="norms") == approx(
            expected, rel=1e-4, abs=1e-7
        ), hint(
            "第 k 個是 Whh 的 k 次方（矩陣相乘）的最大奇異值，k 從 1 開始。"
            " / Entry k is the largest singular value of the k-th matrix power, k = 1, 2, …"
        )


@points(1)
@demands("norms", "lists")
def test_vanishing_and_exploding(student, rng):
    """消失與爆炸 / Vanishing and exploding"""
    T = 50
    rotation, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    for radius in (float(rng.uniform(0.7, 0.9)), 1.0, float(rng.uniform(1.1, 1.4))):
        norms = array(student.gradient_norms((radius * rotation).tolist(), T), (T,), name="norms")
        assert norms == approx(radius ** np.arange(1, T + 1), rel=1e-3), hint(
            "正交矩陣乘上 ρ：第 k 個範數是 ρ 的 k 次方。 / An orthogonal matrix times ρ: norm k is ρ to the power k."
        )
    base = int(rng.integers(3, 6))
    assert array(student.gradient_norms([[base]], T), (T,), name="norms") == approx(
        float(base) ** np.arange(1, T + 1), rel=1e-3
    ), hint("整數的次方會溢位：先轉成浮點數。 / Powers of integers overflow: convert to float first.")
    corner = float(rng.uniform(2, 4))
    norms = array(student.gradient_norms([[0.5, corner], [0, 0.5]], T), (T,), name="norms")
    powers = [np.array([[0.5**k, k * 0.5 ** (k - 1) * corner], [0, 0.5**k]]) for k in range(1, T + 1)]
    assert norms == approx([np.linalg.svd(p, compute_uv=False)[0] for p in powers], rel=1e-3, abs=1e-12), hint(
        "用範數，不是特徵值：一開始可以變大。 / Norms, not eigenvalues: they may grow at first."
    )


@points(1)
@demands("weights", "bias", "input", "norms", "bad-y", "not-square")
def test_bad_shapes(student, rng):
    """形狀不合時 ValueError / Shapes that do not fit raise ValueError"""
    x, y, *weights = draw(rng, 4, 3, 2)
    check(student.rnn_gradients(x, y, *weights), automatic(x, y, *weights), KEYS, "")
    for bad in [y[:, :1], y[0], y[:1], y[:3], np.concatenate([y, y]), y[None], y.T]:
        with raises(ValueError):
            student.rnn_gradients(x, bad, *weights)
    square = rng.normal(size=(3, 3))
    assert array(student.gradient_norms(square, 1), (1,), name="norms") == approx(
        [np.linalg.svd(square, compute_uv=False)[0]], rel=1e-4
    )
    for bad in (square[:2], square[:, :2], square[0]):
        with raises(ValueError):
            student.gradient_norms(bad, 1)
