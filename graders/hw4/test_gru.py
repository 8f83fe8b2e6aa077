"""GRU / The GRU"""

import keras
import numpy as np

from examiner import approx, array, demands, hint, points, raises


def draw(rng, T, D, M):
    """Return a sequence, the weights of a GRU and a state: x, W, U, b, h0."""
    shapes = [(T, D), (D, 3 * M), (M, 3 * M), (3 * M,), (M,)]
    return [rng.uniform(-1.2, 1.2, shape) for shape in shapes]


def keras_states(x, W, U, b, start=None):
    layer = keras.layers.GRU(len(U), return_sequences=True, reset_after=False, dtype="float64")
    layer.build((1, *np.shape(x)))
    layer.set_weights([np.asarray(w, dtype=float) for w in (W, U, b)])
    first = np.zeros(len(U)) if start is None else np.asarray(start, dtype=float)
    states = layer(np.asarray(x, dtype=float)[None], initial_state=keras.ops.convert_to_tensor(first[None]))
    return keras.ops.convert_to_numpy(states)[0]


def same(answer, expected):
    return array(answer, np.shape(expected), name="H") == approx(expected, rel=1e-4, abs=1e-5)


@points(2)
@demands("layout", "update", "reset", "states")
def test_equals_keras(student, rng):
    """與 GRU(reset_after=False) 相等 / Equals GRU(reset_after=False)"""
    for T, D, M in [(5, 3, 2), (7, 2, 3), (3, 2, 2), (1, 3, 2), (4, 1, 1)]:
        x, W, U, b, _ = draw(rng, T, D, M)
        assert same(student.gru_forward(x, W, U, b), keras_states(x, W, U, b)), hint(
            "行的順序是 z, r, h̃；r 先乘 h，再乘 U_h。"
            " / The columns come in the order z, r, h̃; r multiplies h before U_h does."
        )


@points(1)
@demands("layout", "update", "reset", "states", "start")
def test_gates(student, rng):
    """閘全開或全關 / Gates wide open or shut"""
    x, W, U, b, h0 = draw(rng, 3, 3, 2)
    keep, b_z = np.full(2, 40.0), np.full(2, -40.0)
    kept = student.gru_forward(x, W, U, np.concatenate([keep, b[2:]]), h0)
    assert same(kept, np.stack([h0] * 3)), hint("z = 1 時保留舊狀態。 / With z = 1 the old state stays.")
    forgotten = student.gru_forward(x, W, U, np.concatenate([b_z, b_z, b[4:]]), h0)
    assert same(forgotten, np.tanh(x @ W[:, 4:] + b[4:])), hint(
        "z = 0、r = 0 時，新狀態只看輸入。 / With z = 0 and r = 0 the new state depends on the input only."
    )
    renewed = student.gru_forward(x[:1], W, U, np.concatenate([b_z, keep, b[4:]]), h0)
    assert same(renewed, np.tanh(x[:1] @ W[:, 4:] + h0 @ U[:, 4:] + b[4:])), hint(
        "z = 0、r = 1 時就是簡單的 RNN。 / With z = 0 and r = 1 it is a simple RNN."
    )


@points(1)
@demands("layout", "update", "reset", "states", "start")
def test_start(student, rng):
    """由 h0 開始 / It starts from h0"""
    for T, D, M in [(6, 2, 3), (1, 1, 2)]:
        x, W, U, b, h0 = draw(rng, T, D, M)
        assert same(student.gru_forward(x, W, U, b, h0=h0), keras_states(x, W, U, b, h0)), hint(
            "第一步的 h_{t-1} 是 h0。 / At the first step h_{t-1} is h0."
        )


@points(1)
@demands("layout", "update", "reset", "states", "start", "lists", "arguments")
def test_lists_and_arguments(student, rng):
    """整數串列也可以，參數不變 / Lists of integers work, and the arguments stay as they were"""
    x, W, U, b = (rng.choice([-1, 1, 2], shape) for shape in [(4, 3), (3, 6), (2, 6), (6,)])
    lists = [a.tolist() for a in (x, W, U, b)]
    assert same(student.gru_forward(*lists, [1, 0]), keras_states(x, W, U, b, [1, 0]))
    arguments = draw(rng, 3, 2, 2)
    assert same(student.unchanged(student.gru_forward, *arguments), keras_states(*arguments))


@points(1)
@demands("layout", "update", "reset", "states", "start", "bad-shapes")
def test_bad_shapes(student, rng):
    """形狀不合時 ValueError / Shapes that do not fit raise ValueError"""
    x, W, U, b, h0 = draw(rng, 4, 3, 2)
    assert same(student.gru_forward(x, W, U, b, h0), keras_states(x, W, U, b, h0))
    for bad in [
        (x[0], W, U, b),
        (x[None], W, U, b),
        (x[:, :2], W, U, b),
        (x, W[:, :3], U, b[:3]),  # broadcasts: one unit's gates for two
        (x, W, U[:, :3], b),  # broadcasts
        (x, W, U, b[:1]),  # broadcasts
        (x, W, U, np.append(b, [0, 0, 0])),
        (x, W, U, b, h0[:1]),
        (x, W, U, b, np.stack([h0, h0])),
    ]:
        with raises(ValueError):
            student.gru_forward(*bad)
