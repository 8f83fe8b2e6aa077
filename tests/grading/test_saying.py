"""What graders say again and again: one number, a record, results, forms, exact equality, seeds, a history, a model."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

from examiner import array, exactly, falling, forms, keras_model, number, record, reproducible, unpack
from examiner.codec.rationals import Exact
from examiner.grading.author import StudentValueError
from examiner.grading.student import Student
from examiner.grading.unchanged import same

Maker = Callable[[str], Student]


def told(call: Callable[..., object], *args: Any, **kwargs: Any) -> str:
    """Return what a student reads of a value that is refused, in English."""
    with pytest.raises(StudentValueError) as caught:
        call(*args, **kwargs)
    assert caught.value.text.zh != caught.value.text.en
    return caught.value.text.en


def test_one_number_is_a_number_of_python() -> None:
    for value in (3, 3.0, np.float32(3), np.array(3)):
        assert number(value) == 3.0 and type(number(value)) is float
    assert number(np.int64(4), whole=True) == 4 and type(number(np.int64(4), whole=True)) is int
    for value in (None, [1.0], "1", 1j, np.zeros(1)):
        assert told(number, value, "損失 / the loss").startswith("the loss: expected a single number, got")
    assert told(number, 4.0, whole=True).startswith("the result: expected a single number")


def test_a_record_has_exactly_its_keys() -> None:
    assert list(record({"b": 2, "a": 1}, "a", "b").items()) == [("a", 1), ("b", 2)]
    for value in ({"a": 1}, {"a": 1, "b": 2, "c": 3}, [1, 2], None):
        assert told(record, value, "a", "b").startswith(
            "the result: expected a dict with exactly the keys 'a', 'b', got"
        )


def test_results_are_unpacked_from_what_holds_several() -> None:
    assert unpack((1, [2]), 2) == unpack([1, [2]], ("w", "b")) == [1, [2]]
    assert [row.tolist() for row in unpack(np.eye(2), 2)] == [[1, 0], [0, 1]]
    for value in ((1,), "ab", {"a": 1, "b": 2}, {1, 2}, None, np.array(3.0), 7):
        assert told(unpack, value, ("w", "b"), "答案 / the answer").startswith(
            "the answer: expected 2 results (w, b), got"
        )


def test_an_input_comes_in_every_form() -> None:
    kinds = [(type(x).__name__, str(getattr(x, "dtype", type(x[0][0]).__name__))) for x in forms([[1, 2]])]
    assert kinds == [
        ("list", "int"),
        ("ndarray", "float64"),
        ("ndarray", "float32"),
        ("ndarray", "int64"),
        ("list", "int"),
    ]
    assert len(forms([1.5, 2])) == 3 and len(forms(np.array([1.0, 2.0]))) == 5
    for value in (["a"], [math.nan], [True], None):
        with pytest.raises(ValueError, match="finite numbers"):
            forms(value)


@pytest.mark.parametrize(
    ("want", "got"),
    [
        (3, np.int32(3)),
        (True, np.True_),
        (2.0, np.float32(2)),
        (math.nan, float("nan")),
        ("a", np.str_("a")),
        (None, None),
        ([1, [2, 3]], ((1, np.array([2, 3])))),
        (np.array([1.0, math.nan]), [1.0, math.nan]),
        ({"a": [1], 2: None}, {2: None, "a": (1,)}),
        ({1, 2}, frozenset([2, 1])),
        (Fraction(1, 2), Fraction(2, 4)),
        (pd.DataFrame({"a": [1], "b": ["x"]}), pd.DataFrame({"a": [1], "b": ["x"]})),
        (pd.Series([1.0, 2.0]), pd.Series([1.0, 2.0])),
    ],
)
def test_what_is_exactly_equal(want: object, got: object) -> None:
    assert got == exactly(want)
    assert not got != exactly(want)  # noqa: SIM202 - both operators are the point


@pytest.mark.parametrize(
    ("want", "got"),
    [
        (1, True),
        (1, 1.0),
        (True, 1),
        (1.0, 1),
        (1.0, 1.0 + 1e-12),
        ("a", b"a"),
        (None, 0),
        (0, None),
        ([1, 2], [1]),
        ([1, 2], [2, 1]),
        ([1], 1),
        (1, [1]),
        ([[1, 2]], [1, 2]),
        ([1, 2], np.array([1.0, 2.0])),
        (np.array([1, 2]), np.array([True, True])),
        (np.zeros((2, 0)), np.zeros((0, 2))),
        (np.zeros((0, 4)), np.zeros(0)),
        (np.zeros((0, 4)), []),
        ([1, 2], {1, 2}),
        ([1], "1"),
        ({"a": 1}, {"a": 1, "b": 2}),
        ({"a": 1}, {"a": True}),
        ({1: "a"}, {True: "a"}),
        ({1, 2}, {1, 3}),
        ({1}, {True}),
        (Fraction(1, 2), 0.5),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [1.0]})),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"b": [1]})),
        (pd.DataFrame({"a": [1]}), [[1]]),
        (pd.Series([1, 2], index=[1, 0]), pd.Series([1, 2])),
        (3, object()),
    ],
)
def test_what_is_not_exactly_equal(want: object, got: object) -> None:
    difference = exactly(want).difference(got)
    assert difference is not None and difference.zh and difference.en
    assert got != exactly(want)


def test_a_decimal_is_called_a_decimal() -> None:
    value = Exact("1.5")  # as it comes over the wall
    assert value == exactly(Decimal("1.5"))
    told = exactly(1.5).difference(value)
    assert told is not None and told.en == "expected 1.5 (float), got Decimal('1.5') (Decimal)"


def test_a_difference_says_where_it_is() -> None:
    difference = exactly({"a": [1, 2, 3]}).difference({"a": [1, 2.0, 3]})
    assert difference is not None
    assert difference.en == "at key 'a': at index 1: expected 2 (int), got 2.0 (float)"
    assert difference.zh == "鍵 'a'：索引 1：應為 2 (int)，得到 2.0 (float)"


def test_what_is_drawn_with_a_seed_is_looked_at_twice() -> None:
    def draw(seed: int) -> dict[str, Any]:
        return {"x": np.random.default_rng(seed).random(3), "name": "a"}

    assert len(reproducible(draw, [1, 2])) == 2
    assert reproducible(lambda seed: [seed > 1], [1, 1, 2]) == [[False], [False], [True]]
    counts = iter(range(9))
    assert told(reproducible, lambda seed: float(next(counts)), [1, 2]) == "the same seed should give the same result"
    assert told(reproducible, lambda seed: np.ones(3), [1, 2]) == "another seed should give another result"
    assert told(reproducible, lambda seed: [1.0, 1e-12 * seed], [1, 2]) == "another seed should give another result"
    with pytest.raises(ValueError, match="two seeds"):
        reproducible(draw, [1])


KERAS = """
import numpy as np
class Dense: pass
class History:
    def __init__(self, **records): self.history = records
class Model:
    def __init__(self): self.layers, self.weights = [Dense(), Dense()], [np.eye(2), np.zeros(2)]
    def predict(self, x, verbose=1):
        x = x['a'] if isinstance(x, dict) else x
        return np.asarray(x) @ self.weights[0] + self.weights[1]
    def count_params(self): return 6
    def get_weights(self): return self.weights
    def set_weights(self, weights): self.weights = weights
    def compute_loss(self, y, y_pred): return np.mean((y - y_pred) ** 2)
def build(): return Model()
def train(model, losses): model.weights[1] += 1; return History(loss=losses)
"""


def test_a_model_gives_checked_arrays_and_is_still_the_students(notebook: Maker) -> None:
    student = notebook(KERAS)
    model = keras_model(student.build(), "build")
    assert model.parameter_count == 6 and model.layer_kinds == ["Dense", "Dense"]
    x = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    assert model.predictions(x, 2).tolist() == x.tolist() == model.predictions({"a": x}, None).tolist()
    assert model.loss_of(np.array([1.0]), np.array([3.0])) == 4.0
    assert falling(student.train(model, [3.0, 2.0, 1.0]), to=0.5).tolist() == [3, 2, 1]
    assert [w.tolist() for w in model.weight_arrays] == [[[1, 0], [0, 1]], [1, 1]]
    model.set_weights([np.zeros((2, 2)), np.ones(2)])
    assert model.predictions(x[:1], 2).tolist() == [[1, 1]]
    assert told(model.predictions, x, 3).startswith("the predictions: expected an array of shape (3, 3), got")
    assert told(keras_model, [1], "build") == "build should return a Keras model, got [1]"


def test_a_history_that_does_not_fall_is_told(notebook: Maker) -> None:
    student = notebook(KERAS)
    model = student.build()
    for losses, to, english in [
        ([2.0, 1.5], 0.5, "loss goes from 2 to 1.5: not enough"),
        ([1.0, float("nan")], 1, "loss goes from 1 to nan: not enough"),
        ([1.0], 1, "loss: at least two epochs are needed"),
    ]:
        assert told(falling, student.train(model, losses), to=to) == english
    assert told(falling, student.train(model, [2.0, 1.0]), "val_loss") == "history.history should hold 'val_loss'"
    assert told(falling, None, of="train_cnn") == "train_cnn should return what model.fit returns"
    array(falling(student.train(model, [2.0, 1.0])), (2,))


@pytest.mark.parametrize(
    "changes",
    [
        "x['a'][0][1] = 9",
        "x['a'][1]['b'][0] = 9",
        "x['a'].append(1)",
        "x['c'] = 1",
        "x['a'][0] = tuple(x['a'][0])",
        "x['s'].add(3)",
        "x['t'].loc[0, 'k'] = 5",
        "x['o'][1].append(3)",
    ],
)
def test_a_change_at_any_depth_is_seen(notebook: Maker, changes: str) -> None:
    student = notebook(f"def f(x):\n    {changes}\ndef g(x): return len(x)")
    ragged = np.empty(2, dtype=object)
    ragged[:] = [None, [1]]
    given = {
        "a": [[1, 2], {"b": np.array([1.0, np.nan])}],
        "s": {1},
        "t": pd.DataFrame({"k": [1]}),
        "o": [ragged[0], [1]],
    }
    assert student.unchanged(student.g, given) == 4
    assert told(student.unchanged, student.f, given) == "an argument was changed: copy it before you change it"
    assert same(ragged, ragged.copy())
