"""反向傳播 / Backpropagation"""

import numpy as np

from examiner import approx, array, hint, points, raises

NAMES = ("W1", "b1", "W2", "b2")
CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
TINY = 1e-20  # an imaginary step: the derivative comes without any subtraction, hence without rounding error


def loss(x, y, W1, b1, W2, b2):
    hidden = 1 / (1 + np.exp(-(x @ W1 + b1)))
    output = 1 / (1 + np.exp(-(hidden @ W2 + b2)))
    return np.sum((output - y) ** 2) / 2


def true_gradients(x, y, weights):
    """Return the gradients by complex-step differentiation, one parameter at a time."""
    result = {}
    for name in NAMES:
        gradient = np.zeros(weights[name].shape)
        for place in np.ndindex(gradient.shape):
            moved = {k: w.astype(complex) for k, w in weights.items()}
            moved[name][place] += 1j * TINY
            gradient[place] = loss(x, y, **moved).imag / TINY
        result[name] = gradient
    return result


def draw(rng, n, n_in, h, n_out):
    """Return records, targets and weights of a network with these sizes."""
    shapes = {"W1": (n_in, h), "b1": (h,), "W2": (h, n_out), "b2": (n_out,)}
    weights = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    return rng.normal(size=(n, n_in)), rng.uniform(size=(n, n_out)), weights


def gradients(answer, names, weights):
    """Return the gradients of these names as arrays of the parameters' shapes, or fail the check."""
    assert isinstance(answer, dict) and all(name in answer for name in names), hint(
        '請回傳鍵為 "W1"、"b1"、"W2"、"b2" 的 dict。 / Return a dict with the keys "W1", "b1", "W2", "b2".'
    )
    return [array(answer[name], weights[name].shape, name=f"the gradient of {name}") for name in names]


def agree(student, x, y, weights, names):
    answer = student.mlp_gradients(x, y, *(weights[name] for name in NAMES))
    expected = true_gradients(x, y, weights)
    for name, gradient in zip(names, gradients(answer, names, weights), strict=True):
        assert gradient == approx(expected[name], rel=1e-4, abs=1e-6), hint(
            f"請檢查 {name} 的梯度。 / Check the gradient of {name}."
        )


@points(2)
def test_output_layer(student, rng):
    """一筆資料：輸出層的梯度 / One record: gradients of the output layer"""
    for sizes in [(2, 3, 1), (3, 2, 2)]:
        x, y, weights = draw(rng, 1, *sizes)
        agree(student, x, y, weights, ("W2", "b2"))


@points(2)
def test_hidden_layer(student, rng):
    """一筆資料：隱藏層的梯度 / One record: gradients of the hidden layer"""
    for sizes in [(2, 3, 1), (3, 2, 2)]:
        x, y, weights = draw(rng, 1, *sizes)
        agree(student, x, y, weights, ("W1", "b1"))


@points(1)
def test_batch(student, rng):
    """一批資料：梯度是各筆之和，參數可以是串列 / A batch: gradients add up over the records; lists as arguments"""
    for n, *sizes in [(6, 3, 4, 2), (3, 3, 3, 3)]:
        x, y, weights = draw(rng, n, *sizes)
        agree(student, x, y, weights, NAMES)
    answer = student.mlp_gradients(x.tolist(), y.tolist(), *(weights[name].tolist() for name in NAMES))
    for gradient, expected in zip(
        gradients(answer, NAMES, weights), true_gradients(x, y, weights).values(), strict=True
    ):
        assert gradient == approx(expected, rel=1e-4, abs=1e-6)


@points(1)
def test_bad_shapes(student, rng):
    """形狀不合時 ValueError / Shapes that do not fit raise ValueError"""
    x, y, weights = draw(rng, 4, 3, 2, 1)
    agree(student, x, y, weights, NAMES)
    for bad_x, bad_y in [
        (x, y[:, 0]),  # (n,) would broadcast to (n, n)
        (x, y[:1]),  # so would (1, out)
        (x, np.hstack([y, y])),
        (x[:, :2], y),
    ]:
        with raises(ValueError):
            student.mlp_gradients(bad_x, bad_y, *(weights[name] for name in NAMES))


def probabilities(predict, x):
    """Return what ``predict`` says about the records, as (n,)."""
    assert callable(predict), hint("train_xor 應回傳一個函數。 / train_xor should return a function.")
    answer = array(predict(x), name="the probabilities")
    assert answer.shape in ((len(x),), (len(x), 1)), hint(
        "predict 應回傳形狀 (n,)。 / predict should return shape (n,)."
    )
    answer = answer.reshape(-1)
    assert bool(np.all((answer >= 0) & (answer <= 1))), hint("機率介於 0 與 1。 / A probability lies between 0 and 1.")
    return answer


def corners_learnt(predict, rng):
    """Return whether ``predict`` knows XOR, asked about the corners in a random order, some of them twice."""
    order = rng.permutation([0, 1, 2, 3, *rng.integers(0, 4, 3)])
    x = CORNERS[order]
    answer = probabilities(predict, x.astype(float))
    return bool(np.all(np.where(x[:, 0] != x[:, 1], answer > 0.8, answer < 0.2)))


@points(2)
def test_xor_for_every_seed(student, rng):
    """XOR：20 個種子都學會 / XOR is learnt with every one of 20 seeds"""
    seeds = rng.choice(10_000, 20, replace=False)
    x = rng.uniform(0, 1, (4, 2))
    between = []
    for seed in seeds:
        predict = student.train_xor(int(seed))
        assert corners_learnt(predict, rng), hint(
            "至少有一個種子沒學會：試試更多隱藏神經元、更多步、別的初始值。"
            " / At least one seed was not learnt: try more hidden neurons, more steps, another start."
        )
        between.append(probabilities(predict, x))
    # a truth table written down knows the corners, but twenty trained networks differ between them
    assert float(np.ptp(between, axis=0).max()) > 1e-6, hint(
        "20 個種子的預測完全相同：網路要由 seed 開始訓練。"
        " / The predictions of 20 seeds are identical: each network should be trained from its seed."
    )


@points(1)
def test_xor_seed(student, rng):
    """XOR：相同種子相同、不同種子不同 / XOR: same seed, same network; another seed, another network"""
    seed, other = (int(s) for s in rng.choice(10_000, 2, replace=False))
    x = rng.uniform(0, 1, (8, 2))
    first, again, different = (student.train_xor(s) for s in (seed, seed, other))
    a, b, c = (probabilities(predict, x) for predict in (first, again, different))
    assert corners_learnt(first, rng), hint("這個種子沒學會 XOR。 / This seed did not learn XOR.")
    assert b == approx(a, rel=1e-5, abs=1e-6), hint(
        "相同的種子應得到相同的預測。 / The same seed should give the same predictions."
    )
    assert float(np.abs(a - c).max()) > 1e-6, hint(
        "不同的種子應是不同的網路：初始權重要由 seed 產生。"
        " / Different seeds should be different networks: draw the initial weights with the seed."
    )
