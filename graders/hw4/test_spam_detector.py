"""垃圾簡訊偵測器 / A detector of spam messages"""

import numpy as np
import pytest

from examiner import approx, demands, falling, hint, keras_model, points, reaches

D, M = 20, 15


def new_model(student, V, T):
    return keras_model(student.build_spam_model(V, T), "build_spam_model")


@pytest.fixture(scope="module")
def trained(student, hidden, seeds):
    """Train once, words numbered anew; return the model, its history, the hidden messages, the record of its loss."""
    data = np.load(hidden / "sms.npz")
    V = int(data["x_train"].max()) + 1
    number = np.append(0, 1 + np.random.default_rng(seeds("words")).permutation(V - 1)).astype("int32")
    model = new_model(student, V, data["x_train"].shape[1])
    record = model.metrics[0]  # compiling makes a new one
    history = student.unchanged(student.train_spam, model, number[data["x_train"]], data["y_train"])
    return model, history, number[data["x_hidden"]], data["y_hidden"] == 1, record


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward(x, table, W, U, b, w, bias):
    """Return the probabilities that the model must give with these weights."""
    out = []
    for row in x:
        h, c, states = np.zeros(M), np.zeros(M), []
        for word in row:
            i, f, g, o = (table[word] @ W + h @ U + b).reshape(4, M)
            c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
            h = sigmoid(o) * np.tanh(c)
            states.append(h)
        out.append(sigmoid(np.max(states, axis=0) @ w + bias))
    return np.array(out)


@points(1)
@demands("layers")
def test_parameters(student, rng):
    """參數個數與輸出形狀 / Number of parameters and shape of the output"""
    for V, T in [(7298, 162), (int(rng.integers(30, 60)), int(rng.integers(3, 9)))]:
        model = new_model(student, V, T)
        assert model.parameter_count == approx(V * D + 4 * M * (D + M + 1) + M + 1), hint(
            "Embedding(V, 20)、LSTM(15)、Dense(1)；用 keras.Input 開頭。"
            " / Embedding(V, 20), LSTM(15), Dense(1); begin with keras.Input."
        )
    p = model.predictions(rng.integers(0, V, (3, T)), 1)
    assert p.min() >= 0 and p.max() <= 1, hint("輸出層用 sigmoid。 / The output layer is a sigmoid.")


@points(2)
@demands("layers", "no-mask", "new-model")
def test_layers(student, rng):
    """給定權重時的輸出 / The output with given weights"""
    V, T = 30, 7
    model, other = (new_model(student, V, T) for _ in range(2))
    shapes = [(V, D), (D, 4 * M), (M, 4 * M), (4 * M,), (M, 1), (1,)]
    found = model.weight_arrays
    assert [w.shape for w in found] == shapes, hint(
        "層依序是 Embedding、LSTM、池化、Dense。 / The layers are Embedding, LSTM, pooling, Dense, in this order."
    )
    assert np.abs(found[0] - other.weight_arrays[0]).max() > 0, hint(
        "每次呼叫都要建立新的模型，權重重新抽。 / Every call builds a new model with weights drawn anew."
    )
    weights = [rng.normal(0, 0.5, shape) for shape in shapes]
    model.set_weights([w.astype("float32") for w in weights])
    x = rng.integers(0, V, (6, T))
    x[1, :4] = x[2, :6] = 0  # padding in front
    assert model.predictions(x, 1) == approx(forward(x, *weights), rel=1e-3, abs=1e-4), hint(
        "LSTM 回傳每一步，再沿時間取最大值，最後是 sigmoid；不用 mask_zero。"
        " / The LSTM returns every step, the maximum is taken over time, then comes a sigmoid; no mask_zero."
    )


@points(1)
@demands("compiled", "loss")
def test_loss(student):
    """損失是二元交叉熵 / The loss is the binary cross-entropy"""
    model, y = new_model(student, 9, 4), np.array([[1.0], [0.0]], dtype="float32")
    even, wrong = (model.loss_of(y, np.array(p, dtype="float32")) for p in ([[0.5], [0.5]], [[0.01], [0.99]]))
    assert wrong - even == approx(np.log(50), rel=0.02), hint(
        "用 binary_crossentropy；輸出已是機率，不要設 from_logits=True。"
        " / Use binary_crossentropy; the output is a probability already, so no from_logits=True."
    )


@points(1)
@demands("compiled", "history", "compile-once")
def test_history(student, trained):
    """訓練紀錄顯示損失下降 / The history shows the loss falling"""
    falling(trained[1], to=0.5, of="train_spam")
    assert student.library("operator").is_(trained[0].metrics[0], trained[-1]), hint(
        "train_spam 不要重新 compile。 / train_spam should not compile the model again."
    )


@points(3)
@demands("layers", "compiled", "f1")
def test_hidden_f1(trained):
    """在隱藏的簡訊上，F1 至少 0.90 / An F1 of at least 0.90 on hidden messages"""
    model, _, x, spam, _ = trained
    guess = model.predictions(x, 1)[:, 0] > 0.5
    f1 = float(2 * (guess & spam).sum() / (guess.sum() + spam.sum()))
    assert reaches(f1, 0.90), hint(
        "順序很重要：需要 LSTM 與足夠的 epoch。 / Order matters: it takes the LSTM and enough epochs."
    )
