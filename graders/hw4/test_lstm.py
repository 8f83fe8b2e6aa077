"""LSTM / The LSTM"""

import keras
import numpy as np
from hw4_layers import agree, same, states, uniform

from examiner import demands, hint, points, refuses, unpack


def draw(rng, T, D, M):
    """Return a sequence, a state, a memory and the weights of an LSTM: x, h, c, W, U, b."""
    return uniform(rng, (T, D), (M,), (M,), (D, 4 * M), (M, 4 * M), (4 * M,), most=1.2)


def after_one_step(x, h, c, *weights):
    """Return the state and the memory."""
    return states(keras.layers.LSTM, [x], weights, h, c)[1:]


def reference(x, *weights):
    return states(keras.layers.LSTM, x, weights)[0]


def check_cell(answer, h, c, advice_h="", advice_c=""):
    new_h, new_c = unpack(answer, ("h", "c"))
    assert same(new_c, c, "c"), advice_c
    assert same(new_h, h, "h"), advice_h


@points(2)
@demands("layout", "cell")
def test_cell(student, rng):
    """一步的 h 與 c / State and memory after one step"""
    cases = [(x[0], *rest) for x, *rest in (draw(rng, 1, D, M) for D, M in [(3, 2), (2, 4), (2, 2), (1, 1)])]
    for case, answer in zip(cases, student.each("lstm_cell", cases), strict=True):
        check_cell(
            answer,
            *after_one_step(*case),
            hint("h = o·tanh(c)，用新的 c。 / h = o·tanh(c), with the new c."),
            hint(
                "c = f·c + i·c̃；行的順序是 i, f, c̃, o，候選記憶用 tanh。"
                " / c = f·c + i·c̃; the columns come in the order i, f, c̃, o; the candidate uses tanh."
            ),
        )


@points(1)
@demands("layout", "cell")
def test_gates(student, rng):
    """閘全開或全關 / Gates wide open or shut"""
    (x,), h, c, W, U, _ = draw(rng, 1, 3, 2)
    shut, wide, free = np.full(2, -40.0), np.full(2, 40.0), rng.uniform(-1, 1, 2)
    kept = student.lstm_cell(x, h, c, W, U, np.concatenate([shut, wide, free, wide]))
    forget = hint("遺忘閘全開、輸入閘全關：記憶不變。 / Forget gate open, input gate shut: the memory stays.")
    check_cell(kept, np.tanh(c), c, advice_c=forget)
    written = student.lstm_cell(x, h, c, W, U, np.concatenate([wide, shut, free, shut]))
    candidate = np.tanh(x @ W[:, 4:6] + h @ U[:, 4:6] + free)
    check_cell(
        written,
        np.zeros(2),
        candidate,
        hint("輸出閘全關：h 是 0。 / Output gate shut: h is 0."),
        hint(
            "輸入閘全開、遺忘閘全關：記憶就是候選記憶。"
            " / Input gate open, forget gate shut: the memory is the candidate."
        ),
    )


@points(3)
@demands("layout", "cell", "forward")
def test_equals_keras(student, rng):
    """整個序列與 Keras 的 LSTM 相等 / On a whole sequence it equals Keras's LSTM"""
    drawn = [draw(rng, *sizes) for sizes in [(5, 3, 2), (8, 2, 3), (1, 4, 2), (4, 1, 1)]]
    assert agree(student, "lstm_forward", [(x, *weights) for x, _, _, *weights in drawn], reference), hint(
        "h 與 c 都要傳到下一步，從 0 開始。 / Both h and c go on to the next step; they start at 0."
    )


@points(1)
@demands("layout", "cell", "forward", "lists", "arguments")
def test_lists_and_arguments(student, rng):
    """整數串列也可以，參數不變 / Lists of integers work, and the arguments stay as they were"""
    shapes = [(4, 3), (2,), (2,), (3, 8), (2, 8), (8,)]
    x, *rest = (rng.choice([-1, 1, 2], shape).tolist() for shape in shapes)
    assert agree(student, "lstm_forward", [(x, *rest[2:])], reference)
    check_cell(student.lstm_cell(x[0], *rest), *after_one_step(x[0], *rest))
    x, *rest = draw(rng, 3, 2, 2)
    student.unchanged(student.lstm_cell, x[0], *rest)
    student.unchanged(student.lstm_forward, x, *rest[2:])


@points(1)
@demands("layout", "cell", "forward", "bad-shapes")
def test_bad_shapes(student, rng):
    """形狀不合時 ValueError / Shapes that do not fit raise ValueError"""
    x, h, c, W, U, b = draw(rng, 4, 3, 2)
    check_cell(student.lstm_cell(x[0], h, c, W, U, b), *after_one_step(x[0], h, c, W, U, b))
    bad = [
        (x[0, :2], h, c, W, U, b),
        (x, h, c, W, U, b),  # a batch would broadcast
        (x[0], h[:1], c, W, U, b),
        (x[:1], h, c, W, U, b),
        (x[0], h[None], c, W, U, b),
        (x[0], h, c[None], W, U, b),
        (x[0], h, c, W, U, b[None]),
        (x[0], np.stack([h, h]), c, W, U, b),
        (x[0], h, c[:1], W, U, b),  # broadcasts
        (x[0], h, np.append(c, 0), W, U, b),
        (x[0], h, c, W, U, b[:1]),  # broadcasts
        (x[0], h, c, W, U, b[:6]),
        (x[0], h, c, W[:, :1], U, b),  # broadcasts
        (x[0], h, c, W, U[:, :1], b),  # broadcasts
    ]
    refuses(student.lstm_cell, bad)
    bad = [
        (x[:, :2], W, U, b),
        (x[0], W, U, b),
        (x[None], W, U, b),
        (x, W, U, b[:1]),
        (x, W, U, b[None]),
        (x, W[:, :6], U, b),
    ]
    refuses(student.lstm_forward, bad)
