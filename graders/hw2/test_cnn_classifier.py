"""卷積神經網路分類器 / A convolutional classifier"""

import numpy as np
import pytest

from examiner import demands, falling, hint, keras_model, points, reaches, time_limit


def new_model(student):
    return keras_model(student.build_cnn(), "build_cnn")


def check_size(model):
    n = model.parameter_count
    assert n <= 30_000, hint(f"有 {n} 個參數，最多 30000 個。 / There are {n} parameters, at most 30000 are allowed.")


def training_data(data, labels):
    """Return the students' pictures in their frames, as in the notebook, and one-hot labels, the classes renamed."""
    pictures = np.repeat((data["x_train"] / 16).astype("float32"), 3, axis=0)
    x = np.zeros((len(pictures), 10, 10, 1), dtype="float32")
    for frame, picture, place in zip(x, pictures, np.random.default_rng(0).integers(9, size=len(x)), strict=True):
        top, left = divmod(int(place), 3)
        frame[top : top + 8, left : left + 8, 0] = picture
    return x, np.eye(10, dtype="float32")[labels[np.repeat(data["y_train"], 3)]]


@pytest.fixture(scope="module")
@time_limit(40)
def trained(student, hidden, seeds):
    """Train once; the classes get new names, so that what was learnt elsewhere is of no use."""
    data, labels = np.load(hidden / "shifted_digits.npz"), np.random.default_rng(seeds("labels")).permutation(10)
    model = new_model(student)
    history = student.unchanged(student.train_cnn, model, *training_data(data, labels))
    return model, history, (data["x_hidden"] / 255).astype("float32")[..., None], labels[data["y_hidden"]]


@points(1)
@demands("outputs", "compiled", "one-hot")
def test_outputs(student, rng):
    """10×10 的圖，10 個 softmax 輸出，one-hot 標籤 / Pictures of 10×10, 10 softmax outputs, one-hot labels"""
    model = new_model(student)
    for n in (1, 5):
        p = model.predictions(rng.random((n, 10, 10, 1), dtype="float32"), 10)
        assert np.abs(p.sum(axis=1) - 1).max() < 1e-4 and p.min() >= 0, hint(
            "每列的機率總和是 1：輸出層用 softmax。 / Every row sums to 1: the output layer is a softmax."
        )
    even, labels = np.full((2, 10), 0.1, dtype="float32"), np.eye(10, dtype="float32")[[3, 7]]
    assert np.isfinite(model.loss_of(labels, even)), hint("損失要接受 one-hot 標籤。 / The loss takes one-hot labels.")


@points(1)
@demands("parameters")
def test_number_of_parameters(student, rng):
    """最多 30,000 個參數 / At most 30,000 parameters"""
    model = new_model(student)
    model.predictions(rng.random((2, 10, 10, 1), dtype="float32"), 10)
    check_size(model)


@points(1.5)
@demands("compiled", "new-model", "one-hot", "history")
def test_history(student, trained):
    """訓練紀錄顯示損失下降 / The history shows the loss falling"""
    _, history, x, labels = trained
    falling(history, to=0.5, of="train_cnn")
    untrained = new_model(student).predictions(x[:300], 10).argmax(axis=1)
    assert float((untrained == labels[:300]).mean()) < 0.5, hint(
        "build_cnn 每次都要建立全新的模型。 / build_cnn builds a new model at every call."
    )


@points(4.5)
@demands("compiled", "one-hot", "parameters", "data", "accuracy")
def test_hidden_accuracy(trained):
    """在隱藏的圖上，正確率至少 0.97 / An accuracy of at least 0.97 on hidden pictures"""
    model, _, x, labels = trained
    check_size(model)
    accuracy = float((model.predictions(x, 10).argmax(axis=1) == labels).mean())
    assert reaches(accuracy, 0.97), hint(
        "用卷積與池化，並訓練足夠的 epoch。 / Use convolution and pooling, and enough epochs."
    )
