"""全連接層 / The dense layer"""

import math

import numpy as np

from examiner import approx, array, hint, points, raises

SCALAR = {
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "tanh": math.tanh,
    "relu": lambda z: z if z > 0 else 0.0,
    "linear": lambda z: z,
    None: lambda z: z,
}


def neurons(x, W, b, name):
    """Return the output for one record, neuron by neuron."""
    columns = np.asarray(W).T.tolist()
    return [
        SCALAR[name](sum(a * w for a, w in zip(x, column, strict=True)) + c)
        for column, c in zip(columns, b, strict=True)
    ]


def draw(rng, *shape):
    return rng.uniform(-1.5, 1.5, shape)


def wave(z):
    """An activation that no library carries; ``array`` because a student decides what arrives here."""
    z = array(z, name="the argument of the activation")
    return np.sin(2 * z) + 0.1 * z


@points(1)
def test_one_record(student, rng):
    """一筆資料，每個激勵函數名稱 / One record, with every name of an activation"""
    example = student.dense([1, -1], [[1, -1], [-2, 1]], [1, 0], "sigmoid")
    assert array(example, (2,)) == approx([0.98201379, 0.11920292], rel=1e-4), hint(
        "一行（column）是一個神經元。 / One neuron per column of W."
    )
    for name in SCALAR:
        n_in, n_out = int(rng.integers(3, 6)), int(rng.integers(1, 3))
        x, W, b = draw(rng, n_in), draw(rng, n_in, n_out), draw(rng, n_out)
        out = array(student.unchanged(student.dense, x, W, b, name), (n_out,))
        assert out == approx(neurons(x, W, b, name), rel=1e-4, abs=1e-6)


@points(1)
def test_batch(student, rng):
    """批次 (n, in) 得到 (n, out)，只有一筆時也是 / A batch (n, in) gives (n, out), even of one record"""
    for n, n_in, n_out in [(5, 3, 2), (1, 4, 3), (3, 3, 3), (2, 1, 4)]:
        name = str(rng.choice(["sigmoid", "tanh"]))
        x, W, b = draw(rng, n, n_in), draw(rng, n_in, n_out), draw(rng, n_out)
        out = array(student.dense(x.tolist(), W.tolist(), b.tolist(), name), (n, n_out))
        assert out == approx([neurons(row, W, b, name) for row in x], rel=1e-4, abs=1e-6)


@points(1)
def test_function_as_activation(student, rng):
    """激勵函數可以是函數 / The activation may be a function"""
    for shape in [(3,), (4, 3)]:
        x, W, b = draw(rng, *shape), draw(rng, 3, 2), draw(rng, 2)
        out = array(student.dense(x, W, b, wave), (*shape[:-1], 2))
        assert out == approx(wave(np.einsum("...i,ij->...j", x, W) + b), rel=1e-4, abs=1e-5), hint(
            "把 xW + b 交給這個函數，回傳它的結果。 / Hand xW + b to the function and return its result."
        )


@points(2)
def test_several_layers(student, rng):
    """多層：前一層的輸出是下一層的輸入 / Several layers: the output of one is the input of the next"""
    sizes = [3, 5, 4, 2]
    names = ["tanh", "relu", "sigmoid"]
    layers = [
        (draw(rng, n_in, n_out), draw(rng, n_out), name)
        for n_in, n_out, name in zip(sizes[:-1], sizes[1:], names, strict=True)
    ]
    for x in (draw(rng, 6, 3), draw(rng, 1, 3)):
        expected = []
        for record in x:
            for W, b, name in layers:
                record = neurons(record, W, b, name)
            expected.append(record)
        out = array(student.unchanged(student.mlp_forward, x, layers), (len(x), 2))
        assert out == approx(expected, rel=1e-4, abs=1e-6)
        one = array(student.mlp_forward(x[0].tolist(), layers), (2,))
        assert one == approx(expected[0], rel=1e-4, abs=1e-6), hint(
            "一筆資料 (in,) 也要能用。 / A single record (in,) must work too."
        )
    assert array(student.mlp_forward(x, []), x.shape) == approx(x, rel=1e-5), hint(
        "沒有任何層時，輸出就是輸入。 / Without layers the output is the input."
    )


@points(1)
def test_bad_arguments(student, rng):
    """形狀或名稱不合時 ValueError / Shapes or names that do not fit raise ValueError"""
    x, W, b = draw(rng, 3), draw(rng, 3, 2), draw(rng, 2)
    assert array(student.dense(x, W, b, "tanh"), (2,)) == approx(neurons(x, W, b, "tanh"), rel=1e-4, abs=1e-6)
    for bad in [
        (x[:2], W, b, "tanh"),
        (np.stack([x[:2]] * 3), W, b, "tanh"),  # (3, 2): only x Wᵀ would be possible
        (np.zeros((2, 2, 3)), W, b, "tanh"),
        (x, W, b[:1], "tanh"),  # would broadcast
        (x, W, np.append(b, 0.0), "tanh"),
        (x, W[:, 0], b[:1], "tanh"),
        (x, W, b, "sigmoyd"),
    ]:
        with raises(ValueError):
            student.dense(*bad)
    with raises(ValueError):
        student.mlp_forward(x, [(W, b, "tanh"), (W, b, "tanh")])
