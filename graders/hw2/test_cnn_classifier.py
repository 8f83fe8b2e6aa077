"""卷積神經網路分類器 / A convolutional classifier"""

import numpy as np
import pandas as pd

from examiner import array, hint, points, reaches

PLAIN = (type(None), bool, int, float, complex, str, bytes, list, tuple, dict, set, np.ndarray, np.generic)
PLAIN += (pd.DataFrame, pd.Series, pd.Index)
MOST = 30_000


def new_model(student):
    model = student.build_cnn()
    assert not isinstance(model, PLAIN), hint("build_cnn 應回傳 Keras 模型。 / build_cnn returns a Keras model.")
    return model


def probabilities(model, x):
    return array(model.predict(x, verbose=0), (len(x), 10), name="the predictions")


def check_size(model):
    n = int(array(model.count_params(), (), dtype=int, name="the number of parameters"))
    assert n <= MOST, hint(f"有 {n} 個參數，最多 {MOST} 個。 / There are {n} parameters, at most {MOST} are allowed.")


def training_data(hidden, labels):
    """Return the students' pictures in their frames, as in the notebook, and one-hot labels, the classes renamed."""
    data = np.load(hidden / "shifted_digits.npz")
    pictures = np.repeat((data["x_train"] / 16).astype("float32"), 3, axis=0)
    x = np.zeros((len(pictures), 10, 10, 1), dtype="float32")
    for i, place in enumerate(np.random.default_rng(0).integers(9, size=len(pictures))):
        top, left = divmod(int(place), 3)
        x[i, top : top + 8, left : left + 8, 0] = pictures[i]
    return x, np.eye(10, dtype="float32")[labels[np.repeat(data["y_train"], 3)]]


@points(1)
def test_outputs(student, rng):
    """10×10 的圖，10 個 softmax 輸出 / Pictures of 10×10, 10 softmax outputs"""
    model = new_model(student)
    for n in (1, 5):
        p = probabilities(model, rng.random((n, 10, 10, 1), dtype="float32"))
        assert np.abs(p.sum(axis=1) - 1).max() < 1e-4 and p.min() >= 0, hint(
            "每列的機率總和是 1：輸出層用 softmax。 / Every row sums to 1: the output layer is a softmax."
        )


@points(1)
def test_number_of_parameters(student, rng):
    """最多 30,000 個參數 / At most 30,000 parameters"""
    model = new_model(student)
    probabilities(model, rng.random((2, 10, 10, 1), dtype="float32"))
    check_size(model)


@points(1.5, seconds=40)
def test_history(student, hidden):
    """訓練紀錄顯示損失下降 / The history shows the loss falling"""
    x, y = training_data(hidden, np.arange(10))
    history = student.train_cnn(new_model(student), x[:1000], y[:1000])
    assert not isinstance(history, PLAIN), hint(
        "train_cnn 回傳 model.fit 的結果。 / train_cnn returns what model.fit returns."
    )
    record = history.history
    assert isinstance(record, dict) and "loss" in record, hint(
        "history.history 裡應有 loss。 / history.history holds loss."
    )
    losses = array(record["loss"], (None,), name="the losses")
    assert len(losses) >= 2 and losses[-1] < losses[0] / 2, hint(
        "最後的損失要小於最初的一半。 / The last loss must be below half of the first."
    )
    p = probabilities(new_model(student), x[:300])
    assert float((p.argmax(axis=1) == y[:300].argmax(axis=1)).mean()) < 0.5, hint(
        "build_cnn 每次都要建立全新的模型。 / build_cnn builds a new model at every call."
    )


@points(4.5, seconds=40)
def test_hidden_accuracy(student, hidden, rng):
    """在隱藏的圖上，正確率至少 0.97 / An accuracy of at least 0.97 on hidden pictures"""
    labels = rng.permutation(10)  # the classes get new names: what was learnt elsewhere is of no use
    model = new_model(student)
    student.train_cnn(model, *training_data(hidden, labels))
    check_size(model)
    data = np.load(hidden / "shifted_digits.npz")
    p = probabilities(model, (data["x_hidden"] / 255).astype("float32")[..., None])
    accuracy = float((p.argmax(axis=1) == labels[data["y_hidden"]]).mean())
    assert reaches(accuracy, 0.97), hint(
        "用卷積與池化，並訓練足夠的 epoch。 / Use convolution and pooling, and enough epochs."
    )
