"""LSTM / The LSTM"""

import keras
import numpy as np

from examiner import approx, array, demands, hint, points, raises


def draw(rng, T, D, M):
    """Return a sequence, a state, a memory and the weights of an LSTM: x, h, c, W, U, b."""
    shapes = [(T, D), (M,), (M,), (D, 4 * M), (M, 4 * M), (4 * M,)]
    return [rng.uniform(-1.2, 1.2, shape) for shape in shapes]


def keras_lstm(x, h, c, *weights):
    """Return the states after every step and the last memory."""
    layer = keras.layers.LSTM(len(h), return_sequences=True, return_state=True, dtype="float64")
    layer.build((1, *np.shape(x)))
    layer.set_weights([np.asarray(w, dtype=float) for w in weights])
    start = [keras.ops.convert_to_tensor(np.asarray(a, dtype=float)[None]) for a in (h, c)]
    states, _, memory = layer(np.asarray(x, dtype=float)[None], initial_state=start)
    return keras.ops.convert_to_numpy(states)[0], keras.ops.convert_to_numpy(memory)[0]


def same(answer, expected, name):
    return array(answer, np.shape(expected), name=name) == approx(expected, rel=1e-4, abs=1e-5)


def state_and_memory(answer):
    """Return the two results of ``lstm_cell``, or fail the check."""
    if isinstance(answer, np.ndarray) and answer.ndim:
        answer = list(answer)
    assert isinstance(answer, list | tuple) and len(answer) == 2, hint(
        "lstm_cell 回傳 (h, c)。 / lstm_cell returns (h, c)."
    )
    return answer


@points(2)
@demands("layout", "cell")
def test_cell(student, rng):
    """一步的 h 與 c / State and memory after one step"""
    for D, M in [(3, 2), (2, 4), (2, 2), (1, 1)]:
        x, h, c, *weights = draw(rng, 1, D, M)
        states, memory = keras_lstm(x, h, c, *weights)
        new_h, new_c = state_and_memory(student.lstm_cell(x[0], h, c, *weights))
        assert same(new_c, memory, "c"), hint(
            "c = f·c + i·c̃；行的順序是 i, f, c̃, o，候選記憶用 tanh。"
            " / c = f·c + i·c̃; the columns come in the order i, f, c̃, o; the candidate uses tanh."
        )
        assert same(new_h, states[0], "h"), hint("h = o·tanh(c)，用新的 c。 / h = o·tanh(c), with the new c.")


@points(1)
@demands("layout", "cell")
def test_gates(student, rng):
    """閘全開或全關 / Gates wide open or shut"""
    x, h, c, W, U, _b = draw(rng, 1, 3, 2)
    shut, wide = np.full(2, -40.0), np.full(2, 40.0)
    free = rng.uniform(-1, 1, 2)
    new_h, new_c = state_and_memory(student.lstm_cell(x[0], h, c, W, U, np.concatenate([shut, wide, free, wide])))
    assert same(new_c, c, "c"), hint(
        "遺忘閘全開、輸入閘全關：記憶不變。 / Forget gate open, input gate shut: the memory stays."
    )
    assert same(new_h, np.tanh(c), "h")
    new_h, new_c = state_and_memory(student.lstm_cell(x[0], h, c, W, U, np.concatenate([wide, shut, free, shut])))
    candidate = np.tanh(x[0] @ W[:, 4:6] + h @ U[:, 4:6] + free)
    assert same(new_c, candidate, "c"), hint(
        "輸入閘全開、遺忘閘全關：記憶就是候選記憶。 / Input gate open, forget gate shut: the memory is the candidate."
    )
    assert same(new_h, np.zeros(2), "h"), hint("輸出閘全關：h 是 0。 / Output gate shut: h is 0.")


@points(3)
@demands("layout", "cell", "forward")
def test_equals_keras(student, rng):
    """整個序列與 Keras 的 LSTM 相等 / On a whole sequence it equals Keras's LSTM"""
    for T, D, M in [(5, 3, 2), (8, 2, 3), (1, 4, 2), (4, 1, 1)]:
        x, h, c, *weights = draw(rng, T, D, M)
        expected, _ = keras_lstm(x, 0 * h, 0 * c, *weights)
        assert same(student.lstm_forward(x, *weights), expected, "H"), hint(
            "h 與 c 都要傳到下一步，從 0 開始。 / Both h and c go on to the next step; they start at 0."
        )


@points(1)
@demands("layout", "cell", "forward", "lists", "arguments")
def test_lists_and_arguments(student, rng):
    """整數串列也可以，參數不變 / Lists of integers work, and the arguments stay as they were"""
    shapes = [(4, 3), (2,), (2,), (3, 8), (2, 8), (8,)]
    x, h, c, W, U, b = (rng.choice([-1, 1, 2], shape) for shape in shapes)
    weights = [a.tolist() for a in (W, U, b)]
    expected, _ = keras_lstm(x, 0 * h, 0 * c, W, U, b)
    assert same(student.lstm_forward(x.tolist(), *weights), expected, "H")
    states, memory = keras_lstm(x[:1], h, c, W, U, b)
    new_h, new_c = state_and_memory(student.lstm_cell(x[0].tolist(), h.tolist(), c.tolist(), *weights))
    assert same(new_h, states[0], "h") and same(new_c, memory, "c")
    x, *rest = draw(rng, 3, 2, 2)
    for function, arguments in [
        (student.lstm_cell, [x[0], *rest]),
        (student.lstm_forward, [x, *rest[2:]]),
    ]:
        student.unchanged(function, *arguments)


@points(1)
@demands("layout", "cell", "forward", "bad-shapes")
def test_bad_shapes(student, rng):
    """形狀不合時 ValueError / Shapes that do not fit raise ValueError"""
    x, h, c, W, U, b = draw(rng, 4, 3, 2)
    states, memory = keras_lstm(x[:1], h, c, W, U, b)
    new_h, new_c = state_and_memory(student.lstm_cell(x[0], h, c, W, U, b))
    assert same(new_h, states[0], "h") and same(new_c, memory, "c")
    for bad in [
        (x[0, :2], h, c, W, U, b),
        (x, h, c, W, U, b),  # a batch would broadcast
        (x[0], h[:1], c, W, U, b),
        (x[0], np.stack([h, h]), c, W, U, b),
        (x[0], h, c[:1], W, U, b),  # broadcasts
        (x[0], h, np.append(c, 0), W, U, b),
        (x[0], h, c, W, U, b[:1]),  # broadcasts
        (x[0], h, c, W, U, b[:6]),
        (x[0], h, c, W[:, :1], U, b),  # broadcasts
        (x[0], h, c, W, U[:, :1], b),  # broadcasts
    ]:
        with raises(ValueError):
            student.lstm_cell(*bad)
    for bad in [(x[:, :2], W, U, b), (x[0], W, U, b), (x[None], W, U, b), (x, W, U, b[:1]), (x, W[:, :6], U, b)]:
        with raises(ValueError):
            student.lstm_forward(*bad)
