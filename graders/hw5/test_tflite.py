"""把模型放進手機：TFLite / Into the phone: TFLite

The bytes that a student's code makes are never parsed here, where grading is trusted: they are run beside the
student's code, and compared with predictions that the grader computes from weights it chose itself.
"""

from itertools import pairwise

import numpy as np
from hw5_held import held

from examiner import approx, array, demands, hint, points

CLOSE = {"rel": 0, "abs": 1e-5}


def draw_layer(rng, n_in, n_out):
    return [(rng.normal(size=(n_in, n_out)) / np.sqrt(n_in)).astype("float32"), draw_bias(rng, n_out)]


def draw_bias(rng, n):
    return rng.uniform(-0.5, 0.5, n).astype("float32")


def dense_model(student, sizes, weights):
    """Return a Keras model in the student's kernel: tanh layers and a softmax."""
    keras = student.library("keras")
    names = ["tanh"] * (len(sizes) - 2) + ["softmax"]
    model = keras.Sequential(
        [keras.Input((sizes[0],))]
        + [keras.layers.Dense(n, activation=name) for n, name in zip(sizes[1:], names, strict=True)]
    )
    model.set_weights(weights)
    return model


def dense_predictions(x, weights):
    """Return the predictions of a dense model."""
    for W, b in zip(weights[:-2:2], weights[1:-2:2], strict=True):
        x = np.tanh(x @ W + b)
    z = np.exp(x @ weights[-2] + weights[-1])
    return z / z.sum(axis=1, keepdims=True)


def converted(student, model):
    """Return the model as TFLite bytes."""
    data = student.to_tflite(model)
    assert type(data) is bytes and data[4:8] == b"TFL3", hint(
        "to_tflite 回傳 bytes，第 4 到第 7 個位元組是 TFL3。 / to_tflite returns bytes; bytes 4 to 7 are TFL3."
    )
    return data


def draw_weights(rng, sizes):
    pairs = [draw_layer(rng, *pair) for pair in pairwise(sizes)]
    return [weight for pair in pairs for weight in pair]


@points(1)
@demands("file", "float-weights", "predictions", "batches")
def test_same_predictions(student, rng):
    """和 Keras 相差不超過 1e-5，沒有量化 / Within 1e-5 of Keras, nothing quantised"""
    sizes = [24, 60, 50, 3]  # large enough for the converter's quantisation to set in
    weights = draw_weights(rng, sizes)
    data = converted(student, dense_model(student, sizes, weights))
    kernel = weights[2]
    assert kernel.tobytes() in data or kernel.T.tobytes() in data, hint(
        "檔案裡應有 32 位元浮點數的權重。 / The file should hold the weights as 32-bit floats."
    )
    x = rng.normal(size=(4, 24)).astype("float32")
    found = array(student.run_tflite(data, x), (4, 3), name="the outputs")
    assert found == approx(dense_predictions(x, weights), **CLOSE)


@points(1)
@demands("file", "predictions", "batches", "forms")
def test_batches(student, rng):
    """任意筆數，串列與 float64 / Any number of records, lists and float64"""
    sizes = [3, 6, 4]
    weights = draw_weights(rng, sizes)
    data = converted(student, dense_model(student, sizes, weights))
    for n in (1, 7, 2):
        x = rng.normal(size=(n, 3))
        for given in (x, x.tolist(), x.astype("float32")):
            found = array(student.unchanged(student.run_tflite, data, given), (n, 4), name="the outputs")
            assert found == approx(dense_predictions(x, weights), **CLOSE), hint(
                "先用 resize_tensor_input 改成 n 筆，再 allocate_tensors；輸入轉成 float32。"
                " / Resize the input to n records before allocate_tensors; convert the input to float32."
            )
    pair = rng.normal(size=(2, 3, 3))
    found = array(held(student, student.run_tflite, [(data, x) for x in pair]), (2, 3, 4), name="the outputs")
    assert found == approx([dense_predictions(x, weights) for x in pair], **CLOSE), hint(
        "每次呼叫都要回傳自己的陣列。 / Every call returns an array of its own."
    )
    x = rng.integers(-2, 3, (5, 3))
    assert array(student.run_tflite(data, x), (5, 4), name="the outputs") == approx(
        dense_predictions(x, weights), **CLOSE
    )


@points(1)
@demands("file", "predictions", "batches")
def test_pictures(student, rng):
    """卷積網路，輸入是圖 / A convolutional network, its inputs are pictures"""
    kernel, bias = (rng.normal(size=(3, 3, 2, 4)) / 4).astype("float32"), draw_bias(rng, 4)
    head = draw_layer(rng, 4, 2)
    keras = student.library("keras")
    model = keras.Sequential(
        [
            keras.Input((7, 6, 2)),
            keras.layers.Conv2D(4, 3, activation="relu"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(2),
        ]
    )
    model.set_weights([kernel, bias, *head])
    data = converted(student, model)
    for n in (3, 1):
        x = rng.normal(size=(n, 7, 6, 2)).astype("float32")
        windows = np.lib.stride_tricks.sliding_window_view(x, (3, 3), axis=(1, 2))  # (n, 5, 4, 2, 3, 3)
        maps = np.maximum(np.einsum("nijcuv,uvco->nijo", windows, kernel) + bias, 0)
        expected = maps.mean(axis=(1, 2)) @ head[0] + head[1]
        assert array(student.run_tflite(data, x), (n, 2), name="the outputs") == approx(expected, **CLOSE)


@points(1)
@demands("file", "predictions", "batches", "snapshot")
def test_snapshot(student, rng):
    """兩個檔案各有自己的權重，之後再改模型也不影響 / Each file has its own weights, whatever the model becomes"""
    sizes = [4, 5, 3]
    first, second = (draw_weights(rng, sizes) for _ in range(2))
    model = dense_model(student, sizes, first)
    one = converted(student, model)
    model.set_weights(second)
    two = converted(student, model)
    x = rng.normal(size=(3, 4)).astype("float32")
    for data, weights in [(one, first), (two, second), (one, first)]:
        found = array(student.run_tflite(data, x), (3, 3), name="the outputs")
        assert found == approx(dense_predictions(x, weights), **CLOSE), hint(
            "run_tflite 要執行傳進來的 data。 / run_tflite must run the data that came in."
        )
