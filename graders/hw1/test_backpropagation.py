"""反向傳播 / Backpropagation"""

import numpy as np
from hw1_answers import agree, listed

from examiner import approx, array, demands, hint, points, refuses, reproducible

NAMES = ("W1", "b1", "W2", "b2")
CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
SUM = "梯度是各筆之和，不除以 n。 / Gradients add up over the records and are not divided by n."
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
    shapes = [(n_in, h), (h,), (h, n_out), (n_out,)]
    weights = {name: rng.normal(size=shape) for name, shape in zip(NAMES, shapes, strict=True)}
    return rng.normal(size=(n, n_in)), rng.uniform(size=(n, n_out)), weights


def agree_on(student, networks, names, advice, *, as_lists=False):
    """Hold the student's gradients of these parameters against the true ones, for each of some (x, y, weights)."""
    calls = [(x, y, *(weights[name] for name in NAMES)) for x, y, weights in networks]
    if as_lists:
        calls = map(listed, calls)
    for answer, network in zip(student.each("mlp_gradients", calls, unchanged=True), networks, strict=True):
        assert isinstance(answer, dict) and all(name in answer for name in names), hint(
            '請回傳鍵為 "W1"、"b1"、"W2"、"b2" 的 dict。 / Return a dict with the keys "W1", "b1", "W2", "b2".'
        )
        true = true_gradients(*network)
        agree([answer[name] for name in names], [true[name] for name in names], advice)


@points(2)
@demands("keys", "shape", "output-layer", "arguments")
def test_output_layer(student, rng):
    """一筆資料：輸出層的梯度 / One record: gradients of the output layer"""
    networks = [draw(rng, 1, *sizes) for sizes in [(2, 3, 1), (3, 2, 2)]]
    agree_on(student, networks, ("W2", "b2"), "請檢查 W2 與 b2 的梯度。 / Check the gradients of W2 and b2.")


@points(2)
@demands("keys", "shape", "hidden-layer", "arguments")
def test_hidden_layer(student, rng):
    """一筆資料：隱藏層的梯度 / One record: gradients of the hidden layer"""
    networks = [draw(rng, 1, *sizes) for sizes in [(2, 3, 1), (3, 2, 2)]]
    x, y, weights = networks[0]
    networks.append((2000 * x, y, {**weights, "W1": weights["W1"] / 2000}))  # the same network for other units of x
    agree_on(student, networks, ("W1", "b1"), "請檢查 W1 與 b1 的梯度。 / Check the gradients of W1 and b1.")


@points(1)
@demands("keys", "shape", "output-layer", "hidden-layer", "sum", "lists", "arguments")
def test_batch(student, rng):
    """一批資料：梯度是各筆之和，參數可以是串列 / A batch: gradients add up over the records; lists as arguments"""
    networks = [draw(rng, n, *sizes) for n, *sizes in [(6, 3, 4, 2), (3, 3, 3, 3)]]
    agree_on(student, networks, NAMES, SUM)
    whole = [np.rint(part).astype(int) for part in (networks[1][0], networks[1][1])]
    networks = [networks[1], (*whole, {name: rng.integers(-2, 3, w.shape) for name, w in networks[1][2].items()})]
    agree_on(student, networks, NAMES, "串列與整數也要能用。 / Lists and integers must work too.", as_lists=True)


@points(1)
@demands("keys", "shape", "output-layer", "hidden-layer", "sum", "arguments", "bad-shape")
def test_bad_shapes(student, rng):
    """形狀不合時 ValueError / Shapes that do not fit raise ValueError"""
    x, y, weights = draw(rng, 4, 3, 2, 1)
    agree_on(student, [(x, y, weights)], NAMES, SUM)
    # (n,) would broadcast to (n, n), and so would (1, out)
    bad = [(x, y[:, 0]), (x, y[:1]), (x, np.hstack([y, y])), (x[:, :2], y)]
    refuses(student.mlp_gradients, [(*pair, *(weights[name] for name in NAMES)) for pair in bad])
    x, y, weights = draw(rng, 4, 3, 2, 2)  # one target for two outputs would broadcast
    refuses(student.mlp_gradients, [(x, one, *(weights[name] for name in NAMES)) for one in (y[:, :1], y[:1], y[0])])


def probabilities(student, predict, records):
    """Return what a network says about some records; the first is asked about alone too, as a list of integers."""
    forms = [records, records[:1].astype(int).tolist()]
    answers = [array(answer, name="the probabilities") for answer in student.each(predict, forms, unchanged=True)]
    for answer, n in zip(answers, (len(records), 1), strict=True):
        assert answer.shape in ((n,), (n, 1)), hint("predict 應回傳形狀 (n,)。 / predict should return shape (n,).")
        assert answer.min() >= 0 and answer.max() <= 1, hint("機率介於 0 與 1。 / A probability lies between 0 and 1.")
    several, one = (answer.reshape(-1) for answer in answers)
    assert one == approx(several[:1], rel=1e-4, abs=1e-6), hint(
        "一筆資料的預測，不論單獨或在一批裡都相同。 / A record gets the same prediction alone and in a batch."
    )
    return several


def trained(student, rng, seeds, x):
    """Return what the networks of some seeds say about the records x; each must have learnt XOR."""
    found = []
    for predict in student.each("train_xor", map(int, seeds)):
        assert callable(predict), hint("train_xor 應回傳一個函數。 / train_xor should return a function.")
        corners = CORNERS[rng.permutation([0, 1, 2, 3, *rng.integers(0, 4, 3)])]  # in a random order, some twice
        p, others = np.split(probabilities(student, predict, np.concatenate([corners, x])), [len(corners)])
        assert bool(np.all(np.where(corners[:, 0] != corners[:, 1], p > 0.8, p < 0.2))), hint(
            "至少有一個種子沒學會：試試更多隱藏神經元、更多步、別的初始值。"
            " / At least one seed was not learnt: try more hidden neurons, more steps, another start."
        )
        found.append(others)
    return found


@points(2)
@demands("predict", "learnt", "seed")
def test_xor_for_every_seed(student, rng):
    """XOR：20 個種子都學會 / XOR is learnt with every one of 20 seeds"""
    seeds = [0, 9999, *rng.choice(np.arange(1, 9999), 18, replace=False)]
    between = trained(student, rng, seeds, rng.uniform(0, 1, (4, 2)))
    # a truth table written down knows the corners, but twenty trained networks differ between them
    assert float(np.ptp(between, axis=0).max()) > 1e-6, hint(
        "20 個種子的預測完全相同：網路要由 seed 開始訓練。"
        " / The predictions of 20 seeds are identical: each network should be trained from its seed."
    )


@points(1)
@demands("predict", "learnt", "seed")
def test_xor_seed(student, rng):
    """XOR：相同種子相同、不同種子不同 / XOR: same seed, same network; another seed, another network"""
    x, seeds = rng.uniform(0, 1, (8, 2)), rng.choice(10_000, 2, replace=False)
    reproducible(lambda seed: trained(student, rng, [seed], x)[0], seeds, abs=1e-6)
