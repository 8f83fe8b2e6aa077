"""手寫數字分類器 / A classifier of handwritten digits"""

import numpy as np
import pytest

from examiner import demands, falling, hint, keras_model, points, reaches, stays_below, time_limit


def new_model(student):
    return keras_model(student.build_model(), "build_model")


@pytest.fixture(scope="module")
@time_limit(40)
def training(student, hidden, seeds):
    """Return a model, its optimizer before, the history of its training, and the new numbers of the classes."""
    labels = np.random.default_rng(seeds("labels")).permutation(10)  # what was learnt elsewhere is of no use
    data = np.load(hidden / "digits.npz")
    x = (data["x_train"] / 16).astype("float32")  # the students' pictures, which come with their negatives
    y = np.eye(10, dtype="float32")[labels[data["y_train"]]]
    order = np.random.default_rng(0).permutation(2 * len(x))
    model = new_model(student)
    optimizer = model.optimizer
    history = student.unchanged(student.train, model, np.concatenate([x, 1 - x])[order], np.concatenate([y, y])[order])
    return model, optimizer, history, labels


@pytest.fixture(scope="module")
def pictures(hidden):
    """Return the hidden pictures and what they show."""
    data = np.load(hidden / "digits.npz")
    return (data["x_hidden"] / 255).astype("float32"), data["y_hidden"]


@points(1)
@demands("new-model", "outputs")
def test_outputs(student, rng):
    """64 個輸入，10 個 softmax 輸出 / 64 inputs, 10 softmax outputs"""
    model = new_model(student)
    for n in (1, 5):
        p = model.predictions(rng.random((n, 64), dtype="float32"), 10)
        assert np.abs(p.sum(axis=1) - 1).max() < 1e-4 and p.min() >= 0, hint(
            "每列的機率總和是 1：輸出層用 softmax。 / Every row sums to 1: the output layer is a softmax."
        )


@points(2)
@demands("compiled", "cross-entropy")
def test_loss_is_a_cross_entropy(student):
    """損失是交叉熵，不是 MSE / The loss is a cross-entropy, not MSE"""
    model = new_model(student)
    y = np.eye(10, dtype="float32")[[3, 7]]
    unsure = np.full((2, 10), 0.1, dtype="float32")
    wrong = np.full((2, 10), 1e-6, dtype="float32")
    wrong[:, 0] = 1 - 9e-6
    # Cross-entropy rises by 11.5, focal cross-entropy by 3, MSE and its like by at most 2.
    assert model.loss_of(y, wrong) - model.loss_of(y, unsure) > 2.7, hint(
        "又錯又有把握時，交叉熵要很大；模型已輸出機率，不要設 from_logits=True。"
        " / Cross-entropy is large where the model is wrong and sure; it gives probabilities, so no from_logits=True."
    )


@points(1)
@demands("compiled", "new-model", "outputs", "history", "compile-once")
def test_history(student, training, pictures):
    """訓練紀錄顯示損失下降 / The history shows the loss falling"""
    model, optimizer, history, labels = training
    falling(history, to=0.5)
    assert student.library("operator").is_(model.optimizer, optimizer), hint(
        "train 不要重新 compile。 / train should not compile the model again."
    )
    x, y = pictures
    untrained = new_model(student).predictions(x, 10).argmax(axis=1) == labels[y]
    assert stays_below(float(untrained.mean()), 0.5), hint(
        "build_model 每次都要給全新、未訓練的模型。 / build_model gives a new, untrained model at every call."
    )


@points(3)
@demands("compiled", "new-model", "outputs", "data-given", "accuracy")
def test_hidden_accuracy(training, pictures):
    """在隱藏的圖上，正確率至少 0.95 / An accuracy of at least 0.95 on hidden pictures"""
    model, _, _, labels = training
    x, y = pictures
    accuracy = float((model.predictions(x, 10).argmax(axis=1) == labels[y]).mean())
    assert reaches(accuracy, 0.95), hint("需要隱藏層與足夠的 epoch。 / It takes a hidden layer and enough epochs.")
