"""序列模型的權重個數 / Numbers of weights of sequence models"""

import numpy as np

from examiner import approx, args, demands, hint, points


def sizes(rng, count):
    """Return different integers, so that no two can be exchanged unnoticed."""
    return tuple(int(n) for n in rng.choice(np.arange(2, 40), count, replace=False))


def pairs(student, name, cases):
    return zip(cases, student.each(name, cases), strict=True)


@points(1)
@demands("dense", "keys")
def test_dense(student, rng):
    """全連接網路 / The dense network"""
    for (T, D, M, K), counts in pairs(
        student, "dnn_weights", [(100, 10, 15, 1), (1, 1, 1, 1), sizes(rng, 4), (2000, 300, 500, 2)]
    ):
        first, second = (T * D) * (T * M), (T * M) * K
        assert counts == approx({"input_hidden": first, "hidden_output": second, "total": first + second}), hint(
            "輸入有 T·D 個，隱藏神經元有 T·M 個，輸出有 K 個；不算偏差值。"
            " / T·D inputs, T·M hidden neurons, K outputs; no biases."
        )


@points(2)
@demands("rnn", "keys")
def test_rnn(student, rng):
    """RNN：與 T 無關 / The RNN: independent of T"""
    cases = [(100, 10, 15, 1), (1, 1, 1, 1), sizes(rng, 4), sizes(rng, 4)]
    for (_, D, M, K), counts in pairs(student, "rnn_weights", cases):
        parts = {"input_hidden": D * M, "hidden_hidden": M * M, "hidden_output": M * K}
        assert counts == approx(parts | {"total": sum(parts.values())}), hint(
            "每一步用同一組權重：D×M、M×M、M×K，不算偏差值；投影片的 385 是錯的。"
            " / Every step uses the same weights: D×M, M×M, M×K, no biases; the slide's 385 is wrong."
        )


@points(1)
@demands("lstm")
def test_lstm(student, rng):
    """LSTM：四組，含偏差值 / The LSTM: four groups, with biases"""
    for (D, M), count in pairs(student, "lstm_params", [(20, 15), (1, 1), sizes(rng, 2)]):
        assert count == approx(D * 4 * M + M * 4 * M + 4 * M), hint(
            "每組閘有輸入權重、循環權重與偏差值。 / Every gate has input weights, recurrent weights and biases."
        )


@points(1)
@demands("embedding", "spam-model")
def test_spam_model(student, rng):
    """Embedding 與整個垃圾簡訊模型 / The embedding and the whole spam model"""
    assert student.spam_model_params(7298) == approx(148136), hint(
        "D 預設 20，M 預設 15。 / D is 20 and M 15 by default."
    )
    for V, D, M in [(7298, 20, 15), sizes(rng, 3)]:
        assert student.embedding_params(V, D) == approx(V * D), hint(
            "一列一個詞，一列有 D 個數。 / One row a word, D numbers a row."
        )
        whole = V * D + (D * 4 * M + M * 4 * M + 4 * M) + (M + 1)
        for count in student.each("spam_model_params", [(V, D, M), args(V, M=M, D=D)]):
            assert count == approx(whole), hint(
                "Embedding + LSTM + Dense(1)，Dense 也有偏差值。"
                " / Embedding + LSTM + Dense(1); the Dense has a bias too."
            )
