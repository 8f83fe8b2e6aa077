"""Measure the reference solution of homework 4 on SMS Spam Collection, where it is installed.

The course publishes V+1 = 7,298, T = 162, 148,136 parameters and an accuracy of at least 0.98.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import keras
import pandas as pd
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split

DATASET = "sms_spam"
PUBLISHED = {"V+1": ("==", 7298), "T": ("==", 162), "parameters": ("==", 148_136), "accuracy": (">=", 0.98)}
SEED = 1


def measure(namespace: dict[str, Any], folder: Path) -> dict[str, float]:
    """Return the published figures as measured.

    Parameters
    ----------
    namespace : dict
        The executed answer functions of the notebook.
    folder : Path
        Folder of the installed data, with the file ``SMSSpamCollection``.

    Returns
    -------
    dict
        Keys "V+1", "T", "parameters", "accuracy" and "F1"; the last two are of the test part.
    """
    table = pd.read_csv(folder / "SMSSpamCollection", sep="\t", names=["label", "text"], quoting=csv.QUOTE_NONE)
    spam = (table["label"] == "spam").to_numpy().astype(int)
    train, test, y_train, y_test = train_test_split(table["text"].tolist(), spam, test_size=0.33, random_state=274)

    words = namespace["fit_tokenizer"](train)
    sequences = namespace["texts_to_sequences"](train, words)
    rows, length = len(words) + 1, max(len(sequence) for sequence in sequences)

    keras.utils.set_random_seed(SEED)
    model = namespace["build_spam_model"](rows, length)
    namespace["train_spam"](model, namespace["pad"](sequences, length), y_train)
    hidden = namespace["pad"](namespace["texts_to_sequences"](test, words), length)
    guess = model.predict(hidden, verbose=0)[:, 0] > 0.5
    return {
        "V+1": float(rows),
        "T": float(length),
        "parameters": float(model.count_params()),
        "accuracy": float((guess == (y_test == 1)).mean()),
        "F1": float(f1_score(y_test, guess)),
    }
