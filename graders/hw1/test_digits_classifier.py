"""手寫數字分類器 / A classifier of handwritten digits"""

import numpy as np
import pandas as pd

from examiner import array, hint, points, reaches, stays_below

PLAIN = (type(None), bool, int, float, complex, str, bytes, list, tuple, dict, set, np.ndarray, np.generic)
PLAIN += (pd.DataFrame, pd.Series, pd.Index)


def new_model(student):
    model = student.build_model()
    assert not isinstance(model, PLAIN), hint("build_model 應回傳 Keras 模型。 / build_model returns a Keras model.")
    return model


def probabilities(model, x):
    return array(model.predict(x, verbose=0), (len(x), 10), name="the predictions")


def training_data(hidden, labels):
    """Return the students' pictures with their negatives, and one-hot labels with the classes renamed."""
    data = np.load(hidden / "digits.npz")
    x = (data["x_train"] / 16).astype("float32")
    y = np.eye(10, dtype="float32")[labels[data["y_train"]]]
    order = np.random.default_rng(0).permutation(2 * len(x))
    return np.concatenate([x, 1 - x])[order], np.concatenate([y, y])[order]


@points(1)
def test_outputs(student, rng):
    """64 個輸入，10 個 softmax 輸出 / 64 inputs, 10 softmax outputs"""
    model = new_model(student)
    for n in (1, 5):
        p = probabilities(model, rng.random((n, 64), dtype="float32"))
        assert np.abs(p.sum(axis=1) - 1).max() < 1e-4 and p.min() >= 0, hint(
            "每列的機率總和是 1：輸出層用 softmax。 / Every row sums to 1: the output layer is a softmax."
        )


@points(2)
def test_loss_is_a_cross_entropy(student):
    """損失是交叉熵，不是 MSE / The loss is a cross-entropy, not MSE"""
    model = new_model(student)
    y = np.eye(10, dtype="float32")[[3, 7]]
    unsure = np.full((2, 10), 0.1, dtype="float32")
    wrong = np.full((2, 10), 1e-6, dtype="float32")
    wrong[:, 0] = 1 - 9e-6
    losses = [float(array(model.compute_loss(y=y, y_pred=p), (), name="the loss")) for p in (unsure, wrong)]
    # Cross-entropy rises by 11.5, focal cross-entropy by 3, MSE and its like by at most 2.
    assert losses[1] - losses[0] > 2.7, hint(
        "又錯又有把握時，交叉熵要很大；模型已輸出機率，不要設 from_logits=True。"
        " / Cross-entropy is large where the model is wrong and sure; it gives probabilities, so no from_logits=True."
    )


@points(1, seconds=40)
def test_history(student, hidden):
    """訓練紀錄顯示損失下降 / The history shows the loss falling"""
    x, y = training_data(hidden, np.arange(10))
    model = new_model(student)
    optimizer = model.optimizer
    history = student.train(model, x[:1500], y[:1500])
    assert not isinstance(history, PLAIN), hint("train 回傳 model.fit 的結果。 / train returns what model.fit returns.")
    record = history.history
    assert isinstance(record, dict) and "loss" in record, hint(
        "history.history 裡應有 loss。 / history.history holds loss."
    )
    losses = array(record["loss"], (None,), name="the losses")
    assert len(losses) >= 2 and losses[-1] < losses[0] / 2, hint(
        "最後的損失要小於最初的一半。 / The last loss must be below half of the first."
    )
    assert student.library("operator").is_(model.optimizer, optimizer), hint(
        "train 不要重新 compile。 / train should not compile the model again."
    )
    untrained = probabilities(new_model(student), x[:200]).argmax(axis=1) == y[:200].argmax(axis=1)
    assert stays_below(float(untrained.mean()), 0.5), hint(
        "build_model 每次都要給全新、未訓練的模型。 / build_model gives a new, untrained model at every call."
    )


@points(3, seconds=40)
def test_hidden_accuracy(student, hidden, rng):
    """在隱藏的圖上，正確率至少 0.95 / An accuracy of at least 0.95 on hidden pictures"""
    labels = rng.permutation(10)  # the classes get new names: what was learnt elsewhere is of no use
    model = new_model(student)
    student.train(model, *training_data(hidden, labels))
    data = np.load(hidden / "digits.npz")
    p = probabilities(model, (data["x_hidden"] / 255).astype("float32"))
    accuracy = float((p.argmax(axis=1) == labels[data["y_hidden"]]).mean())
    assert reaches(accuracy, 0.95), hint("需要隱藏層與足夠的 epoch。 / It takes a hidden layer and enough epochs.")
