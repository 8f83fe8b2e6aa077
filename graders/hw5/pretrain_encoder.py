"""Pretrain the tiny BERT of homework 5: ``python graders/hw5/pretrain_encoder.py`` writes ``source/hw5/encoder.npz``.

Masked language modelling on ``data/news_unlabelled.txt`` (of ``make_news.py``) alone: the labels and the hidden
headlines play no part. Students get the result, but not this script, because the encoder in it is the answer of a
task. It takes about 90 CPU seconds on one core. Every random choice is seeded; but rounding differs between
machines, so that another run gives weights that are as good without being the same in every bit.

``encoder.npz`` holds plain arrays (no pickle): ``vocabulary``, the sizes in ``config``, the bias of the prediction head
``mlm_bias`` (its matrix is the token table), the attention of an example, and the weights of layer L as ``L/0``,
``L/1``, … in Keras' order.
"""

import sys
import time
from pathlib import Path

import numpy as np
from make_news import SPECIAL, encode, vocabulary
from tensorflow import keras

HERE = Path(__file__).parent
SOURCE = HERE.parents[1] / "source" / HERE.name
CONFIG = {"max_len": 16, "width": 48, "heads": 4, "hidden": 128, "layers": 2}
EXAMPLE = "after old bank cut rates , young coach praised striker"
EPOCHS, BATCH, RATE = 60, 64, 2e-3


class AddPositions(keras.layers.Layer):
    """Add a learnt vector to every position."""

    def build(self, shape):
        self.table = self.add_weight(shape=shape[1:], initializer=keras.initializers.RandomNormal(stddev=0.02))

    def call(self, x):
        return x + self.table


class TiedHead(keras.layers.Layer):
    """Score every word by the product with its row of the token table."""

    def __init__(self, tokens, **kwargs):
        super().__init__(**kwargs)
        self.tokens = tokens

    def build(self, shape):
        self.bias = self.add_weight(shape=(self.tokens.input_dim,), initializer="zeros")

    def call(self, x):
        return keras.ops.matmul(x, keras.ops.transpose(self.tokens.embeddings)) + self.bias


def build(vocab_size, c):
    """Return the masked language model; its layers have the names that the homework prescribes."""
    small = keras.initializers.RandomNormal(stddev=0.02)
    ids = keras.Input((c["max_len"],), dtype="int32")
    seen = keras.ops.expand_dims(keras.ops.not_equal(ids, 0), 1)
    tokens = keras.layers.Embedding(vocab_size, c["width"], embeddings_initializer=small, name="tokens")
    x = AddPositions(name="positions")(tokens(ids))
    x = keras.layers.LayerNormalization(name="embedding_norm")(x)
    for i in range(c["layers"]):
        attention = keras.layers.MultiHeadAttention(c["heads"], c["width"] // c["heads"], name=f"attention_{i}")
        x = keras.layers.Add()([x, attention(x, x, attention_mask=seen)])
        x = keras.layers.LayerNormalization(name=f"attention_norm_{i}")(x)
        h = keras.layers.Dense(c["hidden"], activation="gelu", name=f"expand_{i}")(x)
        x = keras.layers.Add()([x, keras.layers.Dense(c["width"], name=f"contract_{i}")(h)])
        x = keras.layers.LayerNormalization(name=f"output_norm_{i}")(x)
    return keras.Model(ids, TiedHead(tokens, name="head")(x))


def corrupt(ids, rng, vocab_size):
    """Return the ids with 15 % of the words hidden as in BERT, and 1 where a word is to be predicted."""
    chosen = (ids >= len(SPECIAL)) & (rng.random(ids.shape) < 0.15)
    kind, noise = rng.random(ids.shape), rng.integers(len(SPECIAL), vocab_size, ids.shape)
    return np.where(chosen & (kind < 0.8), 4, np.where(chosen & (kind >= 0.9), noise, ids)), chosen.astype("float32")


def main():
    start, rng = time.process_time(), np.random.default_rng(54)
    keras.utils.set_random_seed(54)
    words = vocabulary()
    texts = (HERE / "data" / "news_unlabelled.txt").read_text(encoding="utf-8").splitlines()
    ids = encode(texts, CONFIG["max_len"])
    model = build(len(words), CONFIG)
    steps = EPOCHS * -(-len(ids) // BATCH)
    rate = keras.optimizers.schedules.CosineDecay(0.0, steps, warmup_target=RATE, warmup_steps=steps // 10)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.AdamW(rate, weight_decay=0.01, clipnorm=1.0), loss)
    for epoch in range(EPOCHS):
        masked, weights = corrupt(ids, rng, len(words))
        history = model.fit(masked, ids, BATCH, sample_weight=weights, verbose=0)
        print(f"epoch {epoch + 1:2}: loss {history.history['loss'][0]:.3f}, {time.process_time() - start:.0f} s CPU")
        sys.stdout.flush()
    save(model, words)


def save(model, words):
    """Write the weights and, for a picture, how much each word of EXAMPLE looks at the others."""
    ids = encode([EXAMPLE], CONFIG["max_len"])
    scores = []
    for i in range(CONFIG["layers"]):
        before = model.get_layer(f"output_norm_{i - 1}" if i else "embedding_norm").output
        x = keras.Model(model.input, before)(ids)
        _, found = model.get_layer(f"attention_{i}")(
            x, x, attention_mask=(ids != 0)[:, None], return_attention_scores=True
        )
        scores.append(np.asarray(found)[0])
    weights = {
        f"{layer.name}/{i}": value.astype("float32")
        for layer in model.layers
        if layer.name != "head"
        for i, value in enumerate(layer.get_weights())
    }
    sizes = {f"config/{name}": np.int64(size) for name, size in CONFIG.items()}
    np.savez_compressed(
        SOURCE / "encoder.npz",
        vocabulary=np.array(words),
        mlm_bias=model.get_layer("head").get_weights()[0],
        example=np.array(["[CLS]", *EXAMPLE.split(), "[SEP]", *["[PAD]"] * (ids == 0).sum()]),
        example_attention=np.array(scores, dtype="float32"),
        **sizes,
        **weights,
    )


if __name__ == "__main__":
    main()
