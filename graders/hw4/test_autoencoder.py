"""去雜訊自編碼器 / A denoising autoencoder"""

import numpy as np
import pytest

from examiner import demands, falling, hint, keras_model, points, stays_below

LATENT = 8
TIMES_PCA = 0.85


def new_model(student, latent):
    return keras_model(student.build_autoencoder(latent), "build_autoencoder")


def noisy(rng, x):
    return np.clip(x + rng.normal(0, 0.25, x.shape), 0, 1).astype("float32")


def turned(x, quarters, flip):
    """Return the pictures, all rotated by quarter turns and perhaps flipped."""
    pictures = np.rot90(x.reshape(-1, 8, 8), quarters, axes=(1, 2))
    return np.ascontiguousarray(pictures[:, :, ::-1] if flip else pictures).reshape(-1, 64).astype("float32")


def pca_error(clean, test_noisy, test_clean):
    """Return the error of PCA with as many components, fitted on clean pictures."""
    mean = clean.mean(axis=0)
    axes = np.linalg.svd(clean - mean, full_matrices=False)[2][:LATENT]
    return float(np.mean(((test_noisy - mean) @ axes.T @ axes + mean - test_clean) ** 2))


@pytest.fixture(scope="module")
def trained(student, hidden, seeds):
    """Train once; return the model, history, hidden pictures (noisy, clean), PCA's error, the record of its loss."""
    data, rng = np.load(hidden / "autoencoder.npz"), np.random.default_rng(seeds("pictures"))
    turn = int(rng.integers(1, 8))  # 0 would leave the pictures as students know them
    x, clean = (turned(pictures, turn % 4, turn >= 4) for pictures in (data["x_train"] / 16, data["x_hidden"] / 255))
    x = np.tile(x, (2, 1))[rng.permutation(2 * len(x))]  # two kinds of noise for each picture
    test_noisy = noisy(rng, clean)
    model = new_model(student, LATENT)
    record = model.metrics[0]  # compiling makes a new one
    history = student.unchanged(student.train_autoencoder, model, noisy(rng, x), x)
    return model, history, test_noisy, clean, pca_error(x, test_noisy, clean), record


@points(1)
@demands("pixels", "inference", "new-model")
def test_outputs(student, rng):
    """64 個輸出，介於 0 和 1，推論不隨機，每次都是新模型 / 64 outputs from 0 to 1, not random, each model new"""
    x = rng.random((5, 64), dtype="float32")
    model = new_model(student, 3)
    first = model.predictions(x, 64)
    assert model.predictions(x[:1], 64).shape == (1, 64)
    assert np.abs(model.predictions(x, 64) - first).max() < 1e-5, hint(
        "推論時不可以是隨機的。 / Inference must not be random."
    )
    assert first.min() >= -1e-6 and first.max() <= 1 + 1e-6, hint(
        "輸出要介於 0 和 1，例如最後一層用 sigmoid。 / Outputs lie between 0 and 1; end with a sigmoid, for example."
    )
    assert np.abs(first[1:] - first[:1]).max() > 0, hint(
        "不同的輸入要有不同的輸出。 / Different inputs give different outputs."
    )
    assert np.abs(new_model(student, 3).predictions(x, 64) - first).max() > 1e-6, hint(
        "每次呼叫都要建立新的模型，權重重新抽。 / Every call builds a new model with weights drawn anew."
    )


@points(1)
@demands("pixels", "inference", "bottleneck")
def test_bottleneck(student, rng):
    """瓶頸只有 latent 個神經元 / The bottleneck has just `latent` neurons"""
    sizes = []
    for latent in (2, 7):
        model = new_model(student, latent)
        sizes.append(model.parameter_count)
        x, step = rng.uniform(0.3, 0.7, 64).astype("float32"), 0.02
        moved = np.concatenate([x + step * np.eye(64), x - step * np.eye(64)]).astype("float32")
        y = model.predictions(moved, 64)
        strengths = np.linalg.svd((y[:64] - y[64:]) / (2 * step), compute_uv=False) ** 2
        # A path round the bottleneck would leave most of the strength beyond the first `latent` directions.
        assert strengths[latent:].sum() <= 0.03 * strengths.sum() + 1e-6, hint(
            f"latent={latent}，輸出卻能朝更多方向改變：資訊繞過了瓶頸，或瓶頸太寬。"
            f" / With latent={latent} the output changes in more directions: something goes round the bottleneck,"
            " or it is too wide."
        )
    assert sizes[1] > sizes[0], hint("瓶頸的大小由 latent 決定。 / latent sets the size of the bottleneck.")


@points(1)
@demands("compiled", "history", "compile-once")
def test_history(student, trained):
    """訓練紀錄顯示損失下降 / The history shows the loss falling"""
    falling(trained[1], of="train_autoencoder")
    assert student.library("operator").is_(trained[0].metrics[0], trained[-1]), hint(
        "train_autoencoder 不要重新 compile。 / train_autoencoder should not compile the model again."
    )


@points(3)
@demands("pixels", "compiled", "given-data", "error")
def test_hidden_error(trained):
    """在隱藏的圖上，誤差最多是 PCA 的 0.85 倍 / An error of at most 0.85 times PCA's on hidden pictures"""
    model, _, test_noisy, clean, linear, _ = trained
    times = float(np.mean((model.predictions(test_noisy, 64) - clean) ** 2)) / linear
    assert stays_below(times, TIMES_PCA), hint(
        "這個數是誤差除以 PCA 的誤差。需要有激勵函數的隱藏層、足夠的 epoch，目標要用乾淨的圖。"
        " / The number is the error divided by PCA's. It takes hidden layers with activations, enough epochs,"
        " and clean pictures as targets."
    )
