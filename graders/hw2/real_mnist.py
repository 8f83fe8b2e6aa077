"""The convolutional network on the installed MNIST data set.

Published figure: a network of three convolutional blocks with 32, 64 and 128 channels reaches an accuracy of 0.99.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

DATASET = "mnist"
PUBLISHED = {"training pictures": ("==", 60_000), "test pictures": ("==", 10_000), "accuracy": (">=", 0.99)}
EPOCHS = 5
BATCH = 64


def measure(namespace: dict[str, Callable[..., Any]], folder: Path) -> dict[str, float]:
    """Return the sizes of the data set and the network's accuracy on its test pictures.

    Parameters
    ----------
    namespace : dict
        Holds ``confusion_matrix`` of the notebook.
    folder : Path
        The installed data set.
    """
    from tensorflow import keras

    with np.load(folder / "mnist.npz", allow_pickle=False) as data:
        x_train, y_train, x_test, y_test = (data[name] for name in ("x_train", "y_train", "x_test", "y_test"))
    keras.utils.set_random_seed(1)
    blocks = [
        layer
        for channels in (32, 64, 128)
        for layer in (
            keras.layers.Conv2D(channels, 3, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(2),
        )
    ]
    head = [keras.layers.Flatten(), keras.layers.Dropout(0.4), keras.layers.Dense(10, activation="softmax")]
    model = keras.Sequential([keras.Input(shape=(28, 28, 1)), *blocks, *head])
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    falling = keras.callbacks.LearningRateScheduler(lambda epoch: 0.002 * (1 - epoch / EPOCHS))
    labels = np.eye(10)[y_train]
    model.fit(x_train[..., None] / 255.0, labels, epochs=EPOCHS, batch_size=BATCH, callbacks=[falling], verbose=0)
    found = model.predict(x_test[..., None] / 255.0, verbose=0).argmax(axis=1)
    matrix = np.asarray(namespace["confusion_matrix"](y_test.tolist(), found.tolist()))
    accuracy = float(np.trace(matrix) / matrix.sum())
    return {"training pictures": float(len(x_train)), "test pictures": float(len(x_test)), "accuracy": accuracy}
