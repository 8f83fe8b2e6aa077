"""GRU / The GRU"""

import keras
import numpy as np
from hw4_layers import agree, same, states, stay, uniform

from examiner import demands, hint, points, refuses


def draw(rng, T, D, M):
    """Return a sequence, the weights of a GRU and a state: x, W, U, b, h0."""
    return uniform(rng, (T, D), (D, 3 * M), (M, 3 * M), (3 * M,), (M,), most=1.2)


def reference(x, W, U, b, h0=None):
    return states(keras.layers.GRU, x, [W, U, b], h0, reset_after=False)[0]


@points(2)
@demands("layout", "update", "reset", "states")
def test_equals_keras(student, rng):
    """與 GRU(reset_after=False) 相等 / Equals GRU(reset_after=False)"""
    cases = [draw(rng, *sizes)[:4] for sizes in [(5, 3, 2), (7, 2, 3), (1, 3, 2), (4, 1, 1)]]
    assert agree(student, "gru_forward", cases, reference), hint(
        "行的順序是 z, r, h̃；r 先乘 h，再乘 U_h。"
        " / The columns come in the order z, r, h̃; r multiplies h before U_h does."
    )


@points(1)
@demands("layout", "update", "reset", "states", "start")
def test_gates(student, rng):
    """閘全開或全關 / Gates wide open or shut"""
    x, W, U, b, h0 = draw(rng, 3, 3, 2)
    open_, shut = np.full(2, 40.0), np.full(2, -40.0)
    kept = student.gru_forward(x, W, U, np.concatenate([open_, b[2:]]), h0)
    assert same(kept, np.stack([h0] * 3)), hint("z = 1 時保留舊狀態。 / With z = 1 the old state stays.")
    forgotten = student.gru_forward(x, W, U, np.concatenate([shut, shut, b[4:]]), h0)
    assert same(forgotten, np.tanh(x @ W[:, 4:] + b[4:])), hint(
        "z = 0、r = 0 時，新狀態只看輸入。 / With z = 0 and r = 0 the new state depends on the input only."
    )
    renewed = student.gru_forward(x[:1], W, U, np.concatenate([shut, open_, b[4:]]), h0)
    assert same(renewed, np.tanh(x[:1] @ W[:, 4:] + h0 @ U[:, 4:] + b[4:])), hint(
        "z = 0、r = 1 時就是簡單的 RNN。 / With z = 0 and r = 1 it is a simple RNN."
    )


@points(1)
@demands("layout", "update", "reset", "states", "start")
def test_start(student, rng):
    """由 h0 開始 / It starts from h0"""
    cases = [draw(rng, 6, 2, 3), draw(rng, 1, 1, 2)]
    assert agree(student, "gru_forward", cases, reference), hint(
        "第一步的 h_{t-1} 是 h0。 / At the first step h_{t-1} is h0."
    )


@points(1)
@demands("layout", "update", "reset", "states", "start", "lists", "arguments")
def test_lists_and_arguments(student, rng):
    """整數串列也可以，參數不變 / Lists of integers work, and the arguments stay as they were"""
    shapes = [(4, 3), (3, 6), (2, 6), (6,)]
    lists = [*(rng.choice([-1, 1, 2], shape).tolist() for shape in shapes), [1, 0]]
    assert agree(student, "gru_forward", [lists], reference)
    arguments = draw(rng, 3, 2, 2)
    assert same(student.unchanged(student.gru_forward, *arguments), reference(*arguments))
    assert stay(student, student.gru_forward, [arguments, draw(rng, 3, 2, 2)], reference), hint(
        "再次呼叫時，先前的結果要保持原樣。 / A result stays as it is when the function is called again."
    )


@points(1)
@demands("layout", "update", "reset", "states", "start", "bad-shapes")
def test_bad_shapes(student, rng):
    """形狀不合時 ValueError / Shapes that do not fit raise ValueError"""
    x, W, U, b, h0 = draw(rng, 4, 3, 2)
    assert agree(student, "gru_forward", [(x, W, U, b, h0)], reference)
    bad = [
        (x[0], W, U, b),
        (x[None], W, U, b),
        (x[:, :2], W, U, b),
        (x, W[:, :3], U, b[:3]),  # broadcasts: one unit's gates for two
        (x, W, U[:, :3], b),  # broadcasts
        (x, W, U, b[:1]),  # broadcasts
        (x, W, U, np.append(b, [0, 0, 0])),
        (x, W, U, b[None]),
        (x, W, U, b, h0[:1]),
        (x, W, U, b, h0[None]),
        (x, W, U, b, h0[:, None]),
        (x, W, U, b, np.stack([h0, h0])),
    ]
    refuses(student.gru_forward, bad)
