"""雙向 RNN / Bidirectional RNNs"""

import keras
import numpy as np
from hw4_held import held
from hw4_layers import same, uniform

from examiner import args, array, demands, hint, points, refuses


def reader(Wxh, Whh, bh):
    """Return a function that reads a sequence (T, D) and returns the states of a simple RNN."""

    def read(x):
        h, states = np.zeros(len(bh)), []
        for row in array(x, (None, len(Wxh)), name="the argument of forward or backward"):
            h = np.tanh(row @ Wxh + h @ Whh + bh)
            states.append(h)
        return np.array(states)

    return read


def draw(rng, D, M):
    return uniform(rng, (D, M), (M, M), (M,))


def keras_states(x, forward, backward, merge):
    """Return what Keras' Bidirectional makes of x with these weights."""
    options = {"units": len(forward[-1]), "return_sequences": True, "dtype": "float64"}
    layer = keras.layers.Bidirectional(
        keras.layers.SimpleRNN(**options),
        merge_mode=merge,
        backward_layer=keras.layers.SimpleRNN(**options, go_backwards=True),
        dtype="float64",
    )
    layer.build((1, *x.shape))
    layer.forward_layer.set_weights(forward)
    layer.backward_layer.set_weights(backward)
    return keras.ops.convert_to_numpy(layer(x[None]))[0]


def merged(x, forward, backward, merge):
    """Return what these weights give, without Keras, whose layers take long to build."""
    ahead, behind = reader(*forward)(x), reader(*backward)(x[::-1])[::-1]
    if merge == "concat":
        return np.hstack([ahead, behind])
    return {"sum": ahead + behind, "mul": ahead * behind, "ave": (ahead + behind) / 2}[merge]


def agrees(student, rng, merge, *arguments):
    """Say whether the student's result is right for drawn sequences, one of which Keras reads."""
    for T, D, M, reference in [(5, 3, 2, keras_states), (2, 2, 2, merged), (6, 1, 3, merged), (1, 2, 1, merged)]:
        x, forward, backward = rng.uniform(-1, 1, (T, D)), draw(rng, D, M), draw(rng, D, M)
        answer = student.bidirectional(x, reader(*forward), reader(*backward), *arguments)
        if not same(answer, reference(x, forward, backward, merge)):
            return False
    return True


@points(2)
@demands("reversed", "merge", "default")
def test_sum(student, rng):
    """相加（預設），與 Keras 相等 / The sum, which is the default, equals Keras"""
    for arguments in ([], ["sum"]):
        assert agrees(student, rng, "sum", *arguments), hint(
            "backward 收到反轉的序列，它的輸出要再反轉一次。"
            " / backward is handed the reversed sequence; its output must be reversed once more."
        )


@points(1)
@demands("reversed", "merge")
def test_other_merges(student, rng):
    """mul、ave、concat / mul, ave and concat"""
    for merge in ("mul", "ave", "concat"):
        assert agrees(student, rng, merge, merge), hint(
            f"merge={merge!r} 與 Keras 的 merge_mode 不符。 / merge={merge!r} differs from Keras's merge_mode."
        )


@points(1)
@demands("reversed", "merge", "default", "widths", "lists", "arguments")
def test_functions_and_arguments(student, rng):
    """任何函數、不同的寬度；參數不變 / Any functions, different widths; the argument stays as it was"""
    x = rng.integers(-3, 4, (5, 2))
    x[0], x[-1] = [3, 1], [-2, 2]

    def double(z):
        return (2 * array(z, (None, 2), name="the argument of forward")).tolist()

    def differences(z):
        z = array(z, (None, 2), name="the argument of backward")
        return np.diff(z, axis=0, prepend=[[7, 7]]).sum(axis=1, keepdims=True).tolist()

    behind = differences(x[::-1])[::-1]
    answer = student.bidirectional(x.tolist(), double, differences, merge="concat")
    assert same(answer, np.hstack([2 * x, behind])), hint(
        "concat：前向在左，沿特徵接起來；兩個寬度可以不同。"
        " / concat: forward on the left, joined along the features; the widths may differ."
    )
    assert same(student.bidirectional(x, double, lambda z: (array(z, (5, 2)) ** 2).tolist()), 2 * x + x**2), hint(
        "函數可能回傳串列：先轉成陣列再相加。 / The functions may return lists: make arrays of them before adding."
    )
    halves = student.bidirectional(x, lambda z: [[1, 2]] * 5, lambda z: [[2, -5]] * 5, "ave")
    assert same(halves, [[1.5, -1.5]] * 5), hint("整數的平均也有小數。 / An average of integers has fractions too.")
    x = rng.uniform(-1, 1, (4, 2))
    assert same(student.unchanged(student.bidirectional, x, np.tanh, np.square), np.tanh(x) + x**2)
    kept = held(student, student.bidirectional, [(x, np.tanh, np.square), (2 * x, np.tanh, np.square)])
    assert same(kept, [np.tanh(x) + x**2, np.tanh(2 * x) + 4 * x**2]), hint(
        "再次呼叫時，先前的結果要保持原樣。 / A result stays as it is when the function is called again."
    )


@points(1)
@demands("reversed", "merge", "bad-merge", "bad-widths")
def test_bad_arguments(student, rng):
    """名稱或形狀不合時 ValueError / Names or shapes that do not fit raise ValueError"""
    x, read, narrow = rng.uniform(-1, 1, (4, 2)), reader(*draw(rng, 2, 3)), reader(*draw(rng, 2, 1))
    assert same(student.bidirectional(x, read, read, "mul"), read(x) * read(x[::-1])[::-1])
    refuses(student.bidirectional, [(x, read, read, merge) for merge in ("add", "", "Sum", "average")])
    for merge in ("sum", "mul", "ave"):
        refuses(student.bidirectional, [(x, read, narrow, merge), args(x, narrow, read, merge=merge)])
