"""自注意力 / Self-attention"""

import math

import numpy as np
from hw5_held import held
from tensorflow import keras

from examiner import approx, array, demands, hint, points, refuses, unpack

ORDER = ("Wq", "bq", "Wk", "bk", "Wv", "bv", "Wo", "bo")  # of Keras' get_weights()


def attend(q, k, v, allowed):
    """Return output and weights of one matrix of queries, number by number; ``allowed`` is (queries, keys)."""
    weights = []
    for query, row in zip(q.tolist(), allowed, strict=True):
        scores = [sum(a * b for a, b in zip(query, key, strict=True)) / math.sqrt(len(query)) for key in k.tolist()]
        most = max(s for s, may in zip(scores, row, strict=True) if may)
        parts = [math.exp(s - most) if may else 0.0 for s, may in zip(scores, row, strict=True)]
        weights.append([part / sum(parts) for part in parts])
    weights = np.array(weights)
    return weights @ np.where(weights.any(axis=0)[:, None], v, 0), weights


def pair(answer, shape_output, shape_weights):
    output, weights = unpack(answer, ("output", "weights"))
    return array(output, shape_output, name="output"), array(weights, shape_weights, name="weights")


def make_weights(rng, D, h, k, v, f):
    shapes = {"Wq": (D, h, k), "bq": (h, k), "Wk": (D, h, k), "bk": (h, k), "Wv": (D, h, v), "bv": (h, v)}
    shapes |= {"Wo": (h, v, D), "bo": (D,), "W1": (D, f), "b1": (f,), "W2": (f, D), "b2": (D,)}
    shapes |= dict.fromkeys(("gamma1", "beta1", "gamma2", "beta2"), (D,))
    return {name: rng.normal(size=shape) * 0.7 for name, shape in shapes.items()}


def by_keras(x, weights, mask=None):
    """Return what Keras' layer gives for a batch."""
    _, h, k = weights["Wq"].shape
    layer = keras.layers.MultiHeadAttention(num_heads=h, key_dim=k, value_dim=weights["Wv"].shape[2])
    layer.build(x.shape, x.shape)
    layer.set_weights([weights[name] for name in ORDER])
    keys = None if mask is None else np.asarray(mask, dtype=bool)[:, None, :]
    return np.asarray(layer(x.astype("float32"), x.astype("float32"), attention_mask=keys))


def block(x, weights, mask, eps):
    """Return the encoder block for one text, head by head."""
    w = weights
    attention = np.zeros_like(x) + w["bo"]
    for head in range(w["Wq"].shape[1]):
        q, k, v = (x @ w["W" + name][:, head] + w["b" + name][head] for name in "qkv")
        attention = attention + attend(q, k, v, [mask] * len(x))[0] @ w["Wo"][head]

    def norm(rows, gamma, beta):
        return np.array([(r - r.mean()) / math.sqrt(r.var() + eps) * gamma + beta for r in rows])

    y = norm(x + attention, w["gamma1"], w["beta1"])
    inner = y @ w["W1"] + w["b1"]
    inner = np.vectorize(lambda z: z * 0.5 * math.erfc(-z / math.sqrt(2)))(inner)
    return norm(y + inner @ w["W2"] + w["b2"], w["gamma2"], w["beta2"])


@points(2)
@demands("result", "softmax", "large-scores", "arguments")
def test_scaled_dot_product(student, rng):
    """softmax(QKᵀ/√d)V 與權重 / softmax(QKᵀ/√d)V and its weights"""
    for lead, q, k, d, v in [((), 3, 4, 5, 2), ((3,), 2, 5, 3, 4), ((2, 3), 4, 2, 6, 3), ((1,), 1, 1, 1, 1)]:
        Q, K, V = (rng.normal(size=(*lead, *size)) for size in ((q, d), (k, d), (k, v)))
        output, weights = pair(student.scaled_dot_product(Q, K, V), (*lead, q, v), (*lead, q, k))
        for place in np.ndindex(*lead):
            wanted, shares = attend(Q[place], K[place], V[place], np.ones((q, k)))
            assert weights[place] == approx(shares, rel=1e-4, abs=1e-6), hint(
                "除以 √d，softmax 對鍵做。 / Divide by √d, and take the softmax over the keys."
            )
            assert output[place] == approx(wanted, rel=1e-4, abs=1e-5)
    Q, K = np.array([[40.0, 0.0], [0.0, -40.0]]), np.array([[50.0, 30.0], [-50.0, 50.0]])  # rows of far apart scores
    V = rng.normal(size=(2, 3))
    output, _ = pair(student.scaled_dot_product(Q.tolist(), K.tolist(), V.tolist()), (2, 3), (2, 2))
    assert output == approx(V[[0, 0]], rel=1e-5), hint("分數很大時溢位。 / Large scores overflow.")
    inputs = [(Q / 20, K * 20, V), (Q / 20, K[::-1] * 20, 1000 * V)]
    outputs = [pair(answer, (2, 3), (2, 2))[0] for answer in held(student, student.scaled_dot_product, inputs)]
    assert outputs[0] == approx(V[[0, 0]], rel=1e-5) and outputs[1] == approx(1000 * V[[1, 1]], rel=1e-5), hint(
        "不要截斷；每次呼叫都要回傳自己的陣列。 / Clip nothing, and return arrays of its own at every call."
    )
    _, weights = pair(student.scaled_dot_product([[1.0]], [[0.0], [20.0]], [[0.0], [1.0]]), (1, 1), (1, 2))
    assert weights[0, 0] == approx(math.exp(-20), rel=1e-3, abs=0)


@points(1)
@demands("result", "softmax", "large-scores", "mask")
def test_mask(student, rng):
    """被遮住的鍵權重是 0 / Masked keys have weight 0"""
    for lead, shape in [((), (3, 4)), ((), (1, 4)), ((2,), (2, 1, 4)), ((2,), (3, 4)), ((2, 2), (2, 1, 3, 4))]:
        Q, K, V = (rng.normal(size=(*lead, *size)) for size in ((3, 5), (4, 5), (4, 2)))
        mask = rng.random(shape) < 0.5
        mask[..., 1] = True
        mask[..., 2] = False
        K[..., 2, :], V[..., 2, :] = 300 * np.sign(Q[..., 0, :]), 1e6  # nobody may listen to it
        allowed = np.broadcast_to(mask, (*lead, 3, 4))
        given = mask.astype(int) if len(lead) != 1 else mask
        output, weights = pair(student.scaled_dot_product(Q, K, V, given), (*lead, 3, 2), (*lead, 3, 4))
        assert float(np.abs(weights[~allowed]).max()) == 0.0, hint(
            "被遮住的權重要剛好是 0：在 softmax 之前遮。 / A masked weight is exactly 0: mask before the softmax."
        )
        for place in np.ndindex(*lead):
            wanted, shares = attend(Q[place], K[place], V[place], allowed[place])
            assert weights[place] == approx(shares, rel=1e-4, abs=1e-6), hint(
                "其餘的權重總和要是 1。 / The other weights must sum to 1."
            )
            assert output[place] == approx(wanted, rel=1e-4, abs=1e-5)


@points(2)
@demands("result", "softmax", "mask", "heads", "key-mask", "arguments")
def test_multi_head(student, rng):
    """和 Keras 的 MultiHeadAttention 相同 / The same as Keras's MultiHeadAttention"""
    for n, T, D, h, k, v in [(3, 4, 6, 2, 3, 5), (1, 5, 4, 3, 2, 2), (2, 1, 5, 1, 4, 3)]:
        weights = make_weights(rng, D, h, k, v, 2)
        x = rng.normal(size=(n, T, D))
        out = array(student.multi_head(x, weights), (n, T, D))
        assert out == approx(by_keras(x, weights), rel=1e-3, abs=1e-4), hint(
            "對照權重的形狀 (D, h, k) 與 (h, v, D)，別忘了四個偏差值。"
            " / Compare with the shapes (D, h, k) and (h, v, D), and mind the four biases."
        )
        mask = (rng.random((n, T)) < 0.6).astype(int)
        mask[:, 0] = 1
        masked = array(student.multi_head(x, weights, mask), (n, T, D))
        assert masked == approx(by_keras(x, weights, mask), rel=1e-3, abs=1e-4), hint(
            "mask (n, T) 說的是每一列哪些鍵可以看。 / The mask (n, T) tells which keys of each row may be looked at."
        )
        lists = {name: weights[name].tolist() for name in ORDER}
        one = array(student.multi_head(x[0].tolist(), lists, mask[0].tolist()), (T, D))
        assert one == approx(masked[0], rel=1e-3, abs=1e-4), hint(
            "一段文字 (T, D) 也要能用；權重可能是串列。 / One text (T, D) must work too; the weights may be lists."
        )
    for row, found in zip((x, x + 1), held(student, student.multi_head, [(x, weights), (x + 1, weights)]), strict=True):
        assert array(found, x.shape) == approx(by_keras(row, weights), rel=1e-3, abs=1e-4), hint(
            "每次呼叫都要回傳自己的陣列。 / Every call returns an array of its own."
        )


@points(2)
@demands("result", "softmax", "mask", "heads", "key-mask", "block", "gelu", "eps", "arguments")
def test_encoder_block(student, rng):
    """編碼器區塊：殘差、LayerNorm、GELU / The encoder block: residuals, LayerNorm, GELU"""
    for n, T, D, h, k, f, eps in [(2, 4, 6, 2, 3, 5, 0.2), (1, 3, 4, 1, 5, 7, 0.05)]:
        weights = make_weights(rng, D, h, k, k, f)
        x = rng.normal(size=(n, T, D))
        mask = np.ones((n, T), dtype=int)
        mask[0, -1] = 0
        out = array(student.encoder_block(x, weights, mask, eps=eps), (n, T, D))
        expected = [block(text, weights, row, eps) for text, row in zip(x, mask, strict=True)]
        assert out == approx(expected, rel=1e-5, abs=1e-5), hint(
            "順序：先相加，再 LayerNorm（post-norm）；GELU 用 erf。"
            " / The order: first the sum, then LayerNorm (post-norm); GELU uses erf."
        )
        one = array(student.encoder_block(x[0].tolist(), weights, eps=eps), (T, D))
        assert one == approx(block(x[0], weights, np.ones(T), eps), rel=1e-5, abs=1e-5)
    rows = x[0], x[0] ** 2
    outputs = held(student, student.encoder_block, [(row, weights, None, eps) for row in rows])
    for row, found in zip(rows, outputs, strict=True):
        assert array(found, row.shape) == approx(block(row, weights, np.ones(T), eps), rel=1e-5, abs=1e-5), hint(
            "每次呼叫都要回傳自己的陣列。 / Every call returns an array of its own."
        )
    small = {name: value * 1e-6 for name, value in make_weights(rng, 4, 2, 3, 3, 5).items()}
    small |= {"gamma1": np.full(4, 1e-6), "gamma2": np.array([1.0, 2.0, -1.0, 0.5]), "beta2": np.ones(4)}
    x = rng.normal(size=(3, 4)) * 1e-6
    out = array(student.encoder_block(x, small), (3, 4))
    assert out == approx(block(x, small, np.ones(3), 1e-12), rel=1e-3, abs=1e-3), hint(
        "預設的 eps 是 1e-12。 / The default of eps is 1e-12."
    )


@points(1)
@demands("result", "softmax", "mask", "heads", "key-mask", "bad-features", "block", "gelu", "eps", "arguments")
def test_arguments(student, rng):
    """參數不變；特徵數不合時 ValueError / Arguments stay as they are; features that do not fit raise ValueError"""
    weights = make_weights(rng, 4, 2, 3, 3, 5)
    x, mask = rng.normal(size=(3, 4)), np.array([1, 0, 1])
    Q, K, V = rng.normal(size=(3, 2, 2))
    for function, args, expected in [
        (student.multi_head, (x, weights, mask), by_keras(x[None], weights, [mask])[0]),
        (student.encoder_block, (x, weights, mask), block(x, weights, mask, 1e-12)),
        (student.scaled_dot_product, (Q, K, V, [[1, 1], [0, 1]]), None),
    ]:
        found = student.unchanged(function, *args)
        if expected is None:
            found, expected = pair(found, (2, 2), (2, 2))[0], attend(Q, K, V, [[1, 1], [0, 1]])[0]
        assert array(found, np.shape(expected)) == approx(expected, rel=1e-3, abs=1e-4)
    refuses(student.multi_head, [(bad, weights) for bad in (x[:, :1], x[:, :3], np.ones((2, 3, 5)))])
