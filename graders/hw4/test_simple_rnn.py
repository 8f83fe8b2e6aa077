"""簡單的 RNN / The simple RNN"""

import keras
import numpy as np
from hw4_layers import agree, same, states, stay, uniform

from examiner import array, demands, hint, points, refuses


def draw(rng, T, D, M):
    """Return a sequence, the weights of an RNN and a state: x, Wxh, Whh, bh, h0."""
    return uniform(rng, (T, D), (D, M), (M, M), (M,), (M,))


def reference(x, Wxh, Whh, bh, h0=None):
    return states(keras.layers.SimpleRNN, x, [Wxh, Whh, bh], h0)[0]


@points(1)
@demands("states", "lists")
def test_one_step(student, rng):
    """一步 / One step"""
    assert same(student.rnn_forward([[1]], [[1]], [[0.5]], [0]), np.tanh([[1]]))
    cases = [draw(rng, 1, D, M)[:4] for D, M in [(3, 2), (1, 4), (2, 1)]]
    assert agree(student, "rnn_forward", cases, lambda x, Wxh, _, bh: np.tanh(x @ Wxh + bh)), hint(
        "只有一步時是 tanh(x Wxh + bh)，形狀 (1, M)。 / With one step it is tanh(x Wxh + bh), of shape (1, M)."
    )


@points(2)
@demands("states")
def test_equals_keras(student, rng):
    """與相同權重的 Keras SimpleRNN 相等 / Equals Keras's SimpleRNN with the same weights"""
    cases = [draw(rng, *sizes)[:4] for sizes in [(4, 3, 2), (7, 2, 3), (3, 2, 2), (5, 1, 1)]]
    far = np.array([[3.0, -3.5, 5.0]])  # from 0
    cases.append([np.ones((2, 1)), far, np.zeros((3, 3)), np.array([0.2, -0.1, 0.3])])
    assert agree(student, "rnn_forward", cases, reference), hint(
        "狀態乘在左邊：h Whh，不是 Whh h；每一步都要回傳。"
        " / The state stands on the left, h Whh instead of Whh h; return every step."
    )


@points(1)
@demands("states", "start")
def test_start(student, rng):
    """由 h0 開始 / It starts from h0"""
    x, *weights, start = draw(rng, 6, 2, 3)
    expected = reference(x, *weights, start)
    assert same(student.rnn_forward(x, *weights, start), expected), hint(
        "第一步的 h_{t-1} 是 h0。 / At the first step h_{t-1} is h0."
    )
    head = array(student.rnn_forward(x[:2], *weights, h0=start), (2, 3), name="H")
    assert same(student.rnn_forward(x[2:], *weights, h0=head[-1]), expected[2:]), hint(
        "從中間的狀態接著讀，結果要相同。 / Reading on from a state in the middle gives the same."
    )


@points(1)
@demands("states", "start", "lists", "arguments")
def test_lists_and_arguments(student, rng):
    """整數串列也可以，參數不變 / Lists of integers work, and the arguments stay as they were"""
    x, Wxh, Whh, _ = (rng.integers(-1, 2, shape) for shape in [(5, 3), (3, 2), (2, 2), (2,)])
    x[0] = [1, 0, -1]
    lists = [*(a.tolist() for a in (x, Wxh, Whh)), [1, -1], [1, 0]]
    assert agree(student, "rnn_forward", [lists], reference)
    arguments = draw(rng, 4, 3, 2)
    assert same(student.unchanged(student.rnn_forward, *arguments), reference(*arguments))
    assert stay(student, student.rnn_forward, [arguments, draw(rng, 4, 3, 2)], reference), hint(
        "再次呼叫時，先前的結果要保持原樣。 / A result stays as it is when the function is called again."
    )


@points(1)
@demands("states", "start", "bad-x", "bad-weights")
def test_bad_shapes(student, rng):
    """形狀不合時 ValueError / Shapes that do not fit raise ValueError"""
    x, Wxh, Whh, bh, h0 = draw(rng, 4, 3, 2)
    assert agree(student, "rnn_forward", [(x, Wxh, Whh, bh, h0)], reference)
    bad = [
        (x[0], Wxh, Whh, bh),  # NumPy would read three steps of one number, or one step
        (x[None], Wxh, Whh, bh),
        (x[:, :2], Wxh, Whh, bh),
        (x, Wxh, Whh[:, :1], bh),  # broadcasts
        (x, Wxh, Whh[:1], bh),
        (x, Wxh, Whh, bh[:1]),  # broadcasts
        (x, Wxh, Whh, bh[:, None]),
        (x, Wxh, Whh, np.append(bh, 0)),
        (x, Wxh, Whh, bh[None]),
        (x, Wxh, Whh, bh, h0[:1]),
        (x, Wxh, Whh, bh, h0[None]),
        (x, Wxh, Whh, bh, h0[:, None]),
        (x, Wxh, Whh, bh, np.stack([h0] * 3)),
    ]
    refuses(student.rnn_forward, bad)
