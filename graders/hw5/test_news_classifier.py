"""新聞分類器 / The news classifier

The headlines come from the generator beside this file, with a seed of the submission's own. Those of the hidden
measurement are made of clauses that stand in nothing that students get.
"""

import math
import runpy
from pathlib import Path

import numpy as np
import pytest

from examiner import approx, array, demands, falling, hint, keras_model, points, reaches, time_limit

MAKE = runpy.run_path(str(Path(__file__).with_name("make_news.py")))
LENGTH, LABELLED, HIDDEN = 16, 500, 600
TRAINED = ("tokens", "attention_0", "expand_1")  # layers whose weights are looked at


def draw_weights(rng, c):
    """Return random weights for every layer of an encoder, in Keras' order."""
    d, h, k, f = c["width"], c["heads"], c["width"] // c["heads"], c["hidden"]
    norm = [(d,), (d,)]
    shapes = {"tokens": [(c["vocab_size"], d)], "positions": [(c["max_len"], d)], "embedding_norm": norm}
    for i in range(c["layers"]):
        shapes[f"attention_{i}"] = [*[(d, h, k), (h, k)] * 3, (h, k, d), (d,)]
        shapes |= {f"attention_norm_{i}": norm, f"output_norm_{i}": norm}
        shapes |= {f"expand_{i}": [(d, f), (f,)], f"contract_{i}": [(f, d), (d,)]}
    weights = {name: [rng.normal(size=size).astype("float32") for size in sizes] for name, sizes in shapes.items()}
    for name, values in weights.items():
        if name.partition("_")[2].startswith("norm"):  # a gamma near 0 would make all words alike
            values[0] = rng.uniform(0.8, 1.6, values[0].shape).astype("float32")
        if len(values) > 1:
            values[-1] *= 0.3
        if name.startswith(("attention_", "contract")) and "norm" not in name:
            values[-2] *= 0.3  # else what is added to all words alike would drown the words themselves
    return weights


def norm(x, gamma_beta):
    gamma, beta = gamma_beta
    x = x - x.mean(axis=1, keepdims=True)
    return x / np.sqrt((x * x).mean(axis=1, keepdims=True) + 1e-3) * gamma + beta


def encoded(ids, weights, c):
    """Return the encoder's vectors of the words of one headline; the padding is cut off first."""
    ids = ids[ids != 0]
    x = norm(weights["tokens"][0][ids].astype(float) + weights["positions"][0][: len(ids)], weights["embedding_norm"])
    for i in range(c["layers"]):
        wq, bq, wk, bk, wv, bv, wo, bo = weights[f"attention_{i}"]
        total = np.zeros_like(x) + bo
        for head in range(c["heads"]):
            q, k, v = (x @ w[:, head] + b[head] for w, b in ((wq, bq), (wk, bk), (wv, bv)))
            scores = np.exp(q @ k.T / math.sqrt(q.shape[1]))
            total = total + scores / scores.sum(axis=1, keepdims=True) @ v @ wo[head]
        x = norm(x + total, weights[f"attention_norm_{i}"])
        (w1, b1), (w2, b2) = weights[f"expand_{i}"], weights[f"contract_{i}"]
        z = x @ w1 + b1
        x = norm(
            x + np.vectorize(lambda t: t * math.erfc(-t / math.sqrt(2)) / 2)(z) @ w2 + b2, weights[f"output_norm_{i}"]
        )
    return x


def draw_ids(rng, n, c):
    """Return padded rows of different lengths, the first and the last number among them."""
    ids = rng.integers(1, c["vocab_size"], (n, c["max_len"]))
    ids[0, 0] = c["vocab_size"] - 1
    for row in range(1, n):
        ids[row, int(rng.integers(2, c["max_len"])) :] = 0
    return ids.astype("int32")


def an_encoder(student, c, weights):
    """Return the student's encoder with these weights."""
    encoder = keras_model(student.build_encoder(c), "build_encoder")
    for name, values in weights.items():
        encoder.get_layer(name).set_weights(values)
    return encoder


def labelled(rng, count, classes, **kwargs):
    """Return ids and labels of new headlines, the classes numbered anew."""
    found = MAKE["headlines"](count, [int(rng.integers(2**31)), 5], **kwargs)
    return MAKE["encode"](list(found), LENGTH), classes[list(found.values())]


def weights_of(encoder):
    return [array(encoder.get_layer(name).get_weights()[0], name="權重 / the weights") for name in TRAINED]


@pytest.fixture(scope="module")
@time_limit(40)
def trained(student, seeds):
    """A classifier on the pretrained encoder, fine-tuned: its history, the encoder and its weights before."""
    rng = np.random.default_rng(seeds("training"))
    classes = rng.permutation(4)  # the classes get new numbers: what was learnt elsewhere is of no use
    words = MAKE["vocabulary"]()
    sizes = {"max_len": LENGTH, "width": 48, "heads": 4, "hidden": 128, "layers": 2}
    encoder = keras_model(student.build_encoder({"vocab_size": len(words), **sizes}), "build_encoder")
    student.load_pretrained(encoder)
    model = keras_model(student.build_classifier(encoder), "build_classifier")
    before = weights_of(encoder)
    return model, student.fine_tune(model, *labelled(rng, LABELLED, classes)), encoder, before, classes


@points(2)
@demands("encoder", "names", "sizes", "padding")
def test_encoder(student, rng):
    """編碼器：名稱、順序與大小 / The encoder: names, order and sizes"""
    for heads, width, layers in [(3, 6, 1), (2, 8, 3)]:
        c = {"vocab_size": 13, "max_len": 7, "width": width, "heads": heads, "hidden": 5, "layers": layers}
        weights, ids = draw_weights(rng, c), draw_ids(rng, 4, c)
        found = an_encoder(student, c, weights).predictions(ids, 7, width, name="向量 / the vectors")
        for row, vectors in zip(ids, found, strict=True):
            expected = encoded(row, weights, c)
            assert vectors[: len(expected)] == approx(expected, rel=1e-2, abs=5e-3), hint(
                "放進相同的權重，結果與表格描述的編碼器不符：檢查殘差、LayerNorm 的位置、GELU，以及 [PAD] 是否被看到。"
                " / With the same weights the result differs from the encoder of the table: check the residuals, the"
                " place of LayerNorm, GELU, and whether anyone looks at [PAD]."
            )


@points(2)
@demands("encoder", "names", "sizes", "padding", "head", "given-encoder", "loss")
def test_classifier(student, rng):
    """分類層只看 [CLS] / The head looks at [CLS] only"""
    c = {"vocab_size": 17, "max_len": 6, "width": 6, "heads": 2, "hidden": 9, "layers": 2}
    weights, ids = draw_weights(rng, c), draw_ids(rng, 5, c)
    model = keras_model(student.build_classifier(an_encoder(student, c, weights)), "build_classifier")
    kernel, bias = rng.normal(size=(6, 4)), rng.normal(size=4)
    model.get_layer("classes").set_weights([kernel, bias])
    z = np.array([encoded(row, weights, c)[0] @ kernel + bias for row in ids])
    expected = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    assert model.predictions(ids, 4) == approx(expected, rel=2e-2, abs=1e-2), hint(
        "取傳進來的 encoder 在第 0 個位置的向量，接 Dense(4, softmax)。"
        " / Take the vector at position 0 of the encoder that comes in, then Dense(4, softmax)."
    )
    unsure = np.full((3, 4), 0.25, dtype="float32")
    wrong = np.full((3, 4), 1e-5, dtype="float32")
    wrong[:, 0] = 1 - 3e-5
    y = np.array([3, 1, 2])
    losses = [model.loss_of(y, p) for p in (unsure, wrong)]
    assert abs(losses[0] - math.log(4)) < 1e-3 and abs(losses[1] - math.log(1e5)) < 1e-2, hint(
        "損失是整數標籤的交叉熵，輸入是機率，不是 logits。"
        " / The loss is the cross-entropy of integer labels, on probabilities, not on logits."
    )


@points(1)
@demands("names", "encoder", "head", "given-encoder", "loss", "history", "all-trained")
def test_fine_tune(trained):
    """所有的權重一起訓練，損失下降 / All weights are trained and the loss falls"""
    _, history, encoder, before, _ = trained
    falling(history, to=0.5, of="fine_tune")
    for new, old in zip(weights_of(encoder), before, strict=True):
        assert new != approx(old, rel=0, abs=1e-6), hint(
            "encoder 的權重也要訓練：不要凍結，也不要另建一個 encoder。"
            " / The weights of the encoder are trained, too: do not freeze them, nor build another encoder."
        )


@points(3, seconds=40)
@demands("encoder", "names", "sizes", "padding", "head", "given-encoder", "loss", "history", "all-trained", "accuracy")
def test_hidden_accuracy(trained, rng):
    """在隱藏的標題上，正確率至少 0.90 / An accuracy of at least 0.90 on hidden headlines"""
    model, _, _, _, classes = trained
    x, y = labelled(rng, HIDDEN, classes, hidden=True, double=1 / 3)
    accuracy = float((model.predictions(x, 4).argmax(axis=1) == y).mean())
    assert reaches(accuracy, 0.90), hint(
        "有用到預訓練的權重嗎？epoch 與學習率合適嗎？"
        " / Are the pretrained weights in use? Do the epochs and the learning rate fit?"
    )
