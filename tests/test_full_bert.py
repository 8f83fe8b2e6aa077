"""Homework 5's way to a full pretrained BERT: what it needs, and that a downloaded preset is enough."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

NOTEBOOK = Path(__file__).parents[1] / "source" / "hw5" / "hw5.ipynb"
CLASSES = ["sports", "business", "technology", "world"]


def full_bert_classifier(**names: Any) -> Callable[..., Any]:
    """Return the function of the notebook's cell, which sees ``names``."""
    cell = next(c for c in nbformat.read(NOTEBOOK, 4).cells if c.source.startswith("def full_bert_classifier"))
    namespace: dict[str, Any] = {"CLASSES": CLASSES, **names}
    exec(cell.source, namespace)
    function: Callable[..., Any] = namespace["full_bert_classifier"]
    return function


def test_without_the_package_its_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keras_hub", None)  # import raises ImportError
    with pytest.raises(RuntimeError, match="pip install keras-hub"):
        full_bert_classifier()()


def test_without_internet_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def from_preset(preset: str, num_classes: int) -> None:
        assert (preset, num_classes) == ("bert_base_en_uncased", len(CLASSES))
        raise ConnectionError("name or service not known")

    package = types.ModuleType("keras_hub")
    text_classifier = types.SimpleNamespace(from_preset=from_preset)
    monkeypatch.setattr(package, "models", types.SimpleNamespace(BertTextClassifier=text_classifier), raising=False)
    monkeypatch.setitem(sys.modules, "keras_hub", package)
    with pytest.raises(RuntimeError) as caught:
        full_bert_classifier()()
    for part in ("bert_base_en_uncased", "name or service not known", "internet connection", "folder"):
        assert part in str(caught.value)


def test_a_downloaded_preset_is_enough(tmp_path: Path) -> None:
    """A tiny BERT saved as a preset stands in for the 440 MB; needs keras-hub, which the course does not install."""
    keras_hub = pytest.importorskip("keras_hub", exc_type=ImportError)
    import numpy as np
    from tensorflow import keras

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "coach", "praised", "goalkeeper", "lender", "cut", "rates"]
    models = keras_hub.models
    sizes = {"num_layers": 1, "num_heads": 2, "hidden_dim": 8, "intermediate_dim": 16, "max_sequence_length": 16}
    tokenizer = models.BertTokenizer(vocabulary=words)
    preprocessor = models.BertTextClassifierPreprocessor(tokenizer, sequence_length=16)
    backbone = models.BertBackbone(vocabulary_size=len(words), **sizes)
    models.BertTextClassifier(backbone, num_classes=2, preprocessor=preprocessor).save_to_preset(str(tmp_path))

    classifier = full_bert_classifier(keras=keras)(str(tmp_path))
    headlines = ["coach praised goalkeeper", "lender cut rates"] * 4
    history = classifier.fit(headlines, np.array([0, 1] * 4), batch_size=4, epochs=1, verbose=0)
    assert classifier.predict(headlines, verbose=0).shape == (8, len(CLASSES))
    assert set(history.history) == {"accuracy", "loss"}
