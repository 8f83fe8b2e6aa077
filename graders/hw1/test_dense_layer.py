"""全連接層 / The dense layer"""

import numpy as np
from hw1_answers import KEPT, agree, kept, listed

from examiner import array, demands, hint, points, refuses

PHI = {
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0),
    "linear": lambda z: z,
    None: lambda z: z,
}
FORMULA = "一行（column）是一個神經元，再加上 b。 / One neuron per column of W, plus b."


def neurons(x, W, b, activation):
    """Return the outputs, for one record or a batch."""
    return PHI.get(activation, activation)(np.einsum("...i,ij->...j", x, W) + b)


def draw(rng, *shape):
    return rng.uniform(-1.5, 1.5, shape)


def waves(z):
    """An activation that no library carries and that looks at all outputs of a record at once.

    ``array`` because a student decides what arrives here.
    """
    z = array(z, name="the argument of the activation")
    assert z.ndim > 0, hint("把整個陣列 xW + b 交給函數。 / Hand the function the whole array xW + b.")
    return np.sin(2 * z) + 0.1 * z.sum(axis=-1, keepdims=True)


@points(1)
@demands("formula", "shape", "names", "lists", "arguments")
def test_one_record(student, rng):
    """一筆資料，每個激勵函數名稱 / One record, with every name of an activation"""
    calls = [([1, -1], [[1, -1], [-2, 1]], [1, 0], "sigmoid")]
    for name in PHI:
        n_in, n_out = rng.integers([3, 1], [6, 3])
        calls.append((draw(rng, n_in), draw(rng, n_in, n_out), draw(rng, n_out), name))
    agree(student.each("dense", calls, unchanged=True), [neurons(*call) for call in calls], FORMULA)
    x, *parts = calls[-1]
    both = kept(student, "dense", [x, 2 * x], *([part] * 2 for part in parts))
    agree(both, [neurons(x, *parts), neurons(2 * x, *parts)], KEPT)


@points(1)
@demands("formula", "shape", "names", "lists")
def test_batch(student, rng):
    """批次 (n, in) 得到 (n, out)，只有一筆時也是 / A batch (n, in) gives (n, out), even of one record"""
    calls = []
    for n, n_in, n_out in [(5, 3, 2), (1, 4, 3), (3, 3, 3), (2, 1, 4)]:
        parts = draw(rng, n, n_in), draw(rng, n_in, n_out), draw(rng, n_out)
        calls.append((*listed(parts), str(rng.choice(["sigmoid", "tanh"]))))
    agree(student.each("dense", calls), [neurons(*call) for call in calls], FORMULA)


@points(1)
@demands("formula", "shape", "function")
def test_function_as_activation(student, rng):
    """激勵函數可以是函數 / The activation may be a function"""
    calls = [(draw(rng, *shape), draw(rng, 3, 2), draw(rng, 2), waves) for shape in [(3,), (4, 3)]]
    advice = "把 xW + b 交給這個函數，回傳它的結果。 / Hand xW + b to the function and return its result."
    agree(student.each("dense", calls), [neurons(*call) for call in calls], advice, near=1e-5)


@points(2)
@demands("formula", "shape", "names", "layers", "no-layers", "lists", "arguments")
def test_several_layers(student, rng):
    """多層：前一層的輸出是下一層的輸入 / Several layers: the output of one is the input of the next"""
    sizes = [(3, 5, "tanh"), (5, 4, "relu"), (4, 2, "sigmoid")]
    layers = [(draw(rng, n_in, n_out), draw(rng, n_out), name) for n_in, n_out, name in sizes]
    calls, expected = [], []
    for x in (draw(rng, 6, 3), draw(rng, 1, 3)):
        out = x
        for layer in layers:
            out = neurons(out, *layer)
        in_lists = [(*listed(parts), name) for *parts, name in layers]
        calls += [(x, layers), (x[0].tolist(), in_lists), (x, [])]
        expected += [out, out[0], x]
    advice = "一層接一層；沒有任何層時輸出就是輸入。 / Layer after layer; without layers the output is the input."
    agree(student.each("mlp_forward", calls, unchanged=True), expected, advice)
    layer = draw(rng, 3, 2), draw(rng, 2), "tanh"
    records = draw(rng, 2, 3)
    agree(kept(student, "mlp_forward", list(records), [[layer], [layer]]), [neurons(x, *layer) for x in records], KEPT)


@points(1)
@demands("formula", "shape", "names", "layers", "bad-shape", "bad-name")
def test_bad_arguments(student, rng):
    """形狀或名稱不合時 ValueError / Shapes or names that do not fit raise ValueError"""
    x, W, b = draw(rng, 3), draw(rng, 3, 2), draw(rng, 2)
    agree([student.dense(x, W, b, "tanh")], [neurons(x, W, b, "tanh")], FORMULA)
    # records of 2 features, a matrix for which only x Wᵀ would be possible, three dimensions; b that would broadcast
    bad = [(x[:2], W, b), (np.stack([x[:2]] * 3), W, b), (np.zeros((2, 2, 3)), W, b), (x, W, b[:1])]
    bad += [(x, W, np.append(b, 0.0)), (x, W, b[:, None]), (x, W, b[None]), (x, W[:, 0], b[:1]), (x[:, None], W, b)]
    unknown = [(x, W, b, name) for name in ("sigmoyd", "softmax", "sin", "")]
    refuses(student.dense, [*((*call, "tanh") for call in bad), *unknown])
    second = [(W, b, "tanh"), (W[:2], b[:1], "tanh"), (W[:2], b, "sigmoyd")]
    refuses(student.mlp_forward, [(x, [(W, b, "tanh"), layer]) for layer in second])
