"""垃圾簡訊偵測器 / A detector of spam messages"""

import numpy as np
import pandas as pd

from examiner import approx, array, demands, hint, points, reaches

PLAIN = (type(None), bool, int, float, complex, str, bytes, list, tuple, dict, set, np.ndarray, np.generic)
PLAIN += (pd.DataFrame, pd.Series, pd.Index)
D, M = 20, 15


def new_model(student, V, T):
    model = student.build_spam_model(V, T)
    assert not isinstance(model, PLAIN), hint(
        "build_spam_model 應回傳 Keras 模型。 / build_spam_model returns a Keras model."
    )
    return model


def probabilities(model, x):
    return array(model.predict(x, verbose=0), (len(x), 1), name="the predictions")


def messages(hidden, rng):
    """Return the hidden data with the words numbered anew: V and a dict of arrays."""
    with np.load(hidden / "sms.npz") as data:
        arrays = dict(data)
    V = int(arrays["x_train"].max()) + 1
    number = np.append(0, 1 + rng.permutation(V - 1)).astype("int32")
    for part in ("x_train", "x_hidden"):
        arrays[part] = number[arrays[part]]
    return V, arrays


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
        assert model.count_params() == approx(V * D + 4 * M * (D + M + 1) + M + 1), hint(
            "Embedding(V, 20)、LSTM(15)、Dense(1)；用 keras.Input 開頭。"
            " / Embedding(V, 20), LSTM(15), Dense(1); begin with keras.Input."
        )
    p = probabilities(model, rng.integers(0, V, (3, T)))
    assert p.min() >= 0 and p.max() <= 1, hint("輸出層用 sigmoid。 / The output layer is a sigmoid.")


@points(2)
@demands("layers", "no-mask", "new-model")
def test_layers(student, rng):
    """給定權重時的輸出 / The output with given weights"""
    V, T = 30, 7
    model, other = (new_model(student, V, T) for _ in range(2))
    shapes = [(V, D), (D, 4 * M), (M, 4 * M), (4 * M,), (M, 1), (1,)]
    weights = [rng.normal(0, 0.5, shape) for shape in shapes]
    found = model.get_weights()
    assert isinstance(found, list | tuple) and [np.shape(w) for w in map(array, found)] == shapes, hint(
        "層依序是 Embedding、LSTM、池化、Dense。 / The layers are Embedding, LSTM, pooling, Dense, in this order."
    )
    drawn = array(other.get_weights()[0], (V, D), name="the embedding")
    assert np.abs(array(found[0], (V, D), name="the embedding") - drawn).max() > 0, hint(
        "每次呼叫都要建立新的模型，權重重新抽。 / Every call builds a new model with weights drawn anew."
    )
    model.set_weights([w.astype("float32") for w in weights])
    x = rng.integers(0, V, (6, T))
    x[1, :4] = x[2, :6] = 0  # padding in front
    assert probabilities(model, x) == approx(forward(x, *weights), rel=1e-3, abs=1e-4), hint(
        "LSTM 回傳每一步，再沿時間取最大值，最後是 sigmoid；不用 mask_zero。"
        " / The LSTM returns every step, the maximum is taken over time, then comes a sigmoid; no mask_zero."
    )


@points(1)
@demands("compiled", "loss")
def test_loss(student):
    """損失是二元交叉熵 / The loss is the binary cross-entropy"""
    model = new_model(student, 9, 4)
    y = np.array([[1.0], [0.0]], dtype="float32")
    losses = [
        float(array(model.compute_loss(y=y, y_pred=np.array(p, dtype="float32")), (), name="the loss"))
        for p in ([[0.5], [0.5]], [[0.01], [0.99]])
    ]
    assert losses[1] - losses[0] == approx(np.log(50), rel=0.02), hint(
        "用 binary_crossentropy；輸出已是機率，不要設 from_logits=True。"
        " / Use binary_crossentropy; the output is a probability already, so no from_logits=True."
    )


@points(1)
@demands("compiled", "history")
def test_history(student, hidden, rng):
    """訓練紀錄顯示損失下降 / The history shows the loss falling"""
    V, data = messages(hidden, rng)
    x, y = data["x_train"][:1200], data["y_train"][:1200]
    history = student.train_spam(new_model(student, V, x.shape[1]), x, y)
    assert not isinstance(history, PLAIN), hint(
        "train_spam 回傳 model.fit 的結果。 / train_spam returns what model.fit returns."
    )
    record = history.history
    assert isinstance(record, dict) and "loss" in record, hint(
        "history.history 裡應有 loss。 / history.history holds loss."
    )
    losses = array(record["loss"], (None,), name="the losses")
    assert len(losses) >= 2 and losses[-1] < losses[0] / 2, hint(
        "最後的損失要小於最初的一半。 / The last loss must be below half of the first."
    )


@points(3)
@demands("layers", "compiled", "f1")
def test_hidden_f1(student, hidden, rng):
    """在隱藏的簡訊上，F1 至少 0.90 / An F1 of at least 0.90 on hidden messages"""
    V, data = messages(hidden, rng)
    model = new_model(student, V, data["x_train"].shape[1])
    student.train_spam(model, data["x_train"], data["y_train"])
    guess = probabilities(model, data["x_hidden"])[:, 0] > 0.5
    spam = data["y_hidden"] == 1
    f1 = float(2 * (guess & spam).sum() / (guess.sum() + spam.sum()))
    assert reaches(f1, 0.90), hint(
        "順序很重要：需要 LSTM 與足夠的 epoch。 / Order matters: it takes the LSTM and enough epochs."
    )
