"""簡單的 RNN / The simple RNN"""

import keras
import numpy as np

from examiner import approx, array, demands, hint, points, raises


def draw(rng, T, D, M):
    """Return a sequence and the weights of an RNN: x, Wxh, Whh, bh."""
    shapes = [(T, D), (D, M), (M, M), (M,)]
    return [rng.uniform(-1, 1, shape) for shape in shapes]


def keras_states(x, *weights, start=None):
    layer = keras.layers.SimpleRNN(len(weights[-1]), return_sequences=True, dtype="float64")
    layer.build((1, *np.shape(x)))
    layer.set_weights([np.asarray(w, dtype=float) for w in weights])
    first = np.zeros(len(weights[-1])) if start is None else np.asarray(start, dtype=float)
    states = layer(np.asarray(x, dtype=float)[None], initial_state=keras.ops.convert_to_tensor(first[None]))
    return keras.ops.convert_to_numpy(states)[0]


def same(answer, expected):
    return array(answer, expected.shape, name="H") == approx(expected, rel=1e-4, abs=1e-5)


@points(1)
@demands("states", "lists")
def test_one_step(student, rng):
    """一步 / One step"""
    assert same(student.rnn_forward([[1]], [[1]], [[0.5]], [0]), np.tanh([[1]]))
    for D, M in [(3, 2), (1, 4), (2, 1)]:
        x, Wxh, Whh, bh = draw(rng, 1, D, M)
        expected = [[np.tanh(sum(x[0, d] * Wxh[d, m] for d in range(D)) + bh[m]) for m in range(M)]]
        assert same(student.rnn_forward(x, Wxh, Whh, bh), np.array(expected)), hint(
            "只有一步時是 tanh(x Wxh + bh)，形狀 (1, M)。 / With one step it is tanh(x Wxh + bh), of shape (1, M)."
        )


@points(2)
@demands("states")
def test_equals_keras(student, rng):
    """與相同權重的 Keras SimpleRNN 相等 / Equals Keras's SimpleRNN with the same weights"""
    for T, D, M in [(4, 3, 2), (7, 2, 3), (3, 2, 2), (5, 1, 1)]:
        arguments = draw(rng, T, D, M)
        assert same(student.rnn_forward(*arguments), keras_states(*arguments)), hint(
            "狀態乘在左邊：h Whh，不是 Whh h；每一步都要回傳。"
            " / The state stands on the left, h Whh instead of Whh h; return every step."
        )


@points(1)
@demands("states", "start")
def test_start(student, rng):
    """由 h0 開始 / It starts from h0"""
    x, *weights = draw(rng, 6, 2, 3)
    start = rng.uniform(-1, 1, 3)
    expected = keras_states(x, *weights, start=start)
    assert same(student.rnn_forward(x, *weights, start.tolist()), expected), hint(
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
    x, Wxh, Whh, bh = (rng.integers(-1, 2, shape) for shape in [(5, 3), (3, 2), (2, 2), (2,)])
    bh[:] = [1, -1]
    x[0] = [1, 0, -1]
    lists = [a.tolist() for a in (x, Wxh, Whh, bh)]
    assert same(student.rnn_forward(*lists, h0=[1, 0]), keras_states(x, Wxh, Whh, bh, start=[1, 0]))
    arguments = [*draw(rng, 4, 3, 2), rng.uniform(-1, 1, 2)]
    assert same(student.unchanged(student.rnn_forward, *arguments), keras_states(*arguments[:4], start=arguments[4]))


@points(1)
@demands("states", "start", "bad-x", "bad-weights")
def test_bad_shapes(student, rng):
    """形狀不合時 ValueError / Shapes that do not fit raise ValueError"""
    x, Wxh, Whh, bh = draw(rng, 4, 3, 2)
    h0 = rng.uniform(-1, 1, 2)
    assert same(student.rnn_forward(x, Wxh, Whh, bh, h0), keras_states(x, Wxh, Whh, bh, start=h0))
    for bad in [
        (x[0], Wxh, Whh, bh),  # NumPy would read three steps of one number, or one step
        (x[None], Wxh, Whh, bh),
        (x[:, :2], Wxh, Whh, bh),
        (x, Wxh, Whh[:, :1], bh),  # broadcasts
        (x, Wxh, Whh[:1], bh),
        (x, Wxh, Whh, bh[:1]),  # broadcasts
        (x, Wxh, Whh, bh[:, None]),
        (x, Wxh, Whh, np.append(bh, 0)),
        (x, Wxh, Whh, bh, h0[:1]),
        (x, Wxh, Whh, bh, np.stack([h0] * 3)),
    ]:
        with raises(ValueError):
            student.rnn_forward(*bad)
