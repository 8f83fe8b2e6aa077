"""序列模型的權重個數 / Numbers of weights of sequence models"""

import numpy as np

from examiner import approx, demands, hint, points


def sizes(rng, *bounds):
    """Return different integers below the bounds, so that no two can be exchanged unnoticed."""
    return (int(n) for n in rng.choice(np.arange(2, min(bounds)), len(bounds), replace=False))


def entries(*shapes):
    """Return how many numbers arrays of these shapes hold."""
    return sum(int(np.prod(shape)) for shape in shapes)


@points(1)
@demands("dense", "keys")
def test_dense(student, rng):
    """全連接網路 / The dense network"""
    for T, D, M, K in [(100, 10, 15, 1), (1, 1, 1, 1), tuple(sizes(rng, 40, 40, 40, 40))]:
        first, second = entries((T * D, T * M)), entries((T * M, K))
        expected = {"input_hidden": first, "hidden_output": second, "total": first + second}
        assert student.dnn_weights(T, D, M, K) == approx(expected), hint(
            "輸入有 T·D 個，隱藏神經元有 T·M 個，輸出有 K 個；不算偏差值。"
            " / T·D inputs, T·M hidden neurons, K outputs; no biases."
        )


@points(2)
@demands("rnn", "keys")
def test_rnn(student, rng):
    """RNN：與 T 無關 / The RNN: independent of T"""
    for T, D, M, K in [(100, 10, 15, 1), (1, 1, 1, 1), *(tuple(sizes(rng, 40, 40, 40, 40)) for _ in range(2))]:
        parts = {
            "input_hidden": entries((D, M)),
            "hidden_hidden": entries((M, M)),
            "hidden_output": entries((M, K)),
        }
        assert student.rnn_weights(T, D, M, K) == approx(parts | {"total": sum(parts.values())}), hint(
            "每一步用同一組權重：D×M、M×M、M×K，不算偏差值；投影片的 385 是錯的。"
            " / Every step uses the same weights: D×M, M×M, M×K, no biases; the slide's 385 is wrong."
        )


@points(1)
@demands("lstm")
def test_lstm(student, rng):
    """LSTM：四組，含偏差值 / The LSTM: four groups, with biases"""
    for D, M in [(20, 15), (1, 1), tuple(sizes(rng, 40, 40))]:
        assert student.lstm_params(D, M) == approx(entries((D, 4 * M), (M, 4 * M), (4 * M,))), hint(
            "每組閘有輸入權重、循環權重與偏差值。 / Every gate has input weights, recurrent weights and biases."
        )


@points(1)
@demands("embedding", "spam-model")
def test_spam_model(student, rng):
    """Embedding 與整個垃圾簡訊模型 / The embedding and the whole spam model"""
    default = student.spam_model_params(7298)
    assert default == approx(148136), hint("D 預設 20，M 預設 15。 / D is 20 and M 15 by default.")
    for V, D, M in [(7298, 20, 15), tuple(sizes(rng, 40, 40, 40))]:
        table = entries((V, D))
        assert student.embedding_params(V, D) == approx(table), hint(
            "一列一個詞，一列有 D 個數。 / One row a word, D numbers a row."
        )
        rest = entries((D, 4 * M), (M, 4 * M), (4 * M,), (M, 1), (1,))
        assert student.spam_model_params(V, D, M) == approx(table + rest), hint(
            "Embedding + LSTM + Dense(1)，Dense 也有偏差值。 / Embedding + LSTM + Dense(1); the Dense has a bias too."
        )
        assert student.spam_model_params(V, M=M, D=D) == approx(table + rest)
