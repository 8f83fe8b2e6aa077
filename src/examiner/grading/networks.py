"""A Keras model of the student's, as a grader uses it: what it predicts and holds comes as checked arrays."""

from __future__ import annotations

from typing import Any

from examiner.codec.numeric import np
from examiner.grading.author import StudentValueError, array, describe
from examiner.grading.parts import number
from examiner.grading.remote import Remote
from examiner.model import say


class KerasModel(Remote):
    """A model that stays in the student's kernel.

    It can be handed to the student's functions, and Keras' own names work as on any object: ``model.get_layer("a")``.
    Those below are no names of Keras'.
    """

    __slots__ = ()

    def predictions(self, x: Any, *shape: int | None, name: str = "預測 / the predictions") -> np.ndarray:
        """Return what the model predicts for records, as an array of shape ``(records, *shape)``, or fail the check.

        Parameters
        ----------
        x : array, or dict or list of arrays
            Records.
        *shape : int or None
            Of the prediction for one record; ``None`` accepts any length.
        name : str
            What to call them in the message.
        """
        __tracebackhide__ = True
        first = next(iter(x.values())) if isinstance(x, dict) else x[0] if isinstance(x, list | tuple) else x
        return array(self.predict(x, verbose=0), (len(first), *shape), name=name)

    @property
    def parameter_count(self) -> int:
        """How many parameters it has."""
        __tracebackhide__ = True
        return int(number(self.count_params(), "參數個數 / the number of parameters", whole=True))

    @property
    def layer_kinds(self) -> list[str]:
        """The classes of its layers in order, such as ``["Dense", "Dropout"]``."""
        __tracebackhide__ = True
        layers = self.layers
        if not isinstance(layers, list) or not all(isinstance(layer, Remote) for layer in layers):
            raise StudentValueError(say("模型沒有層", "the model has no layers"))
        return [layer._kind.rpartition(".")[2] for layer in layers]

    @property
    def weight_arrays(self) -> list[np.ndarray]:
        """Its weights, in Keras' order."""
        __tracebackhide__ = True
        found = self.get_weights()
        if not isinstance(found, list):
            raise StudentValueError(say("模型沒有權重", "the model has no weights"))
        return [array(weights, name="權重 / the weights") for weights in found]

    def loss_of(self, y: Any, predictions: Any) -> float:
        """Return the loss that it was compiled with, for targets and predictions of the grader's."""
        __tracebackhide__ = True
        return float(number(self.compute_loss(y=y, y_pred=predictions), "損失 / the loss"))


def keras_model(value: Any, name: str = "") -> KerasModel:
    """Return a student's model with the means of a grader, or fail the check if a value of another kind came.

    Parameters
    ----------
    value : object
        What the student returned.
    name : str
        What to call the student's function in the message.
    """
    if not isinstance(value, Remote):
        of_zh, of_en = (f"{name} ", f"{name} ") if name else ("", "a function ")
        got = describe(value)
        zh, en = f"{of_zh}應回傳 Keras 模型，得到 {got}", f"{of_en}should return a Keras model, got {got}"
        raise StudentValueError(say(zh, en))
    model = KerasModel(value._wall, value._number, value._kind)
    object.__setattr__(model, "_generation", value._generation)
    return model
