"""Wrappers around methods: which there are, that mere wrapping breaks nothing, and what a grader misses."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any, ClassVar

import nbformat
import numpy as np
import pytest
from tests.audit.course import NAME, AuditedCourse, cell_of

from examiner.audit import plan
from examiner.audit.audit import Audit
from examiner.audit.plan import Options
from examiner.audit.wrapping import habits
from examiner.audit.wrapping.kinds import WRAPPERS, wrapped_of
from examiner.audit.wrapping.placing import place_in_class
from examiner.kernels.forkserver import ForkServer

SOURCE = Path(__file__).parents[2] / "source"
CLASSES = """
def first(x): return x
class Counter(dict):
    def __init__(self): self.seen = []
    def __call__(self, x): return x
    def __len__(self): return 0
    def push(self, x): self.seen.append(x)
    def _own(self): pass
    @staticmethod
    def double(x): return 2 * x
def last(x): return x
"""


def neutral(function: Any, args: Any, kwargs: Any, kept: Any, noted: Any) -> Any:
    """Do nothing but call."""
    kept["calls"] = kept.get("calls", 0) + 1
    noted()
    return function(*args, **kwargs)


def test_functions_public_methods_and_call_are_wrapped_and_no_others() -> None:
    found = wrapped_of("t", CLASSES)
    expected = ["first", "Counter.__call__", "Counter.push", "Counter.double", "last"]
    assert [*dict.fromkeys(one.function for one in found)] == expected
    assert len(found) == len(expected) * len(WRAPPERS)
    sources = {one.name: one.source(CLASSES) for one in found}
    assert sources["Counter.push: list"] == f"{CLASSES}\n\nCounter = audit_wrap('list', Counter, 'push')\n"
    assert sources["last: list"] == f"{CLASSES}\n\nlast = audit_wrap('list', last)\n"
    assert wrapped_of("t", "%magic\n") == []


def masters_classes() -> list[tuple[str, str]]:
    """Return the tasks of the course whose reference has a class."""
    found = []
    for path in sorted(SOURCE.glob("*/*.ipynb")):
        for cell in nbformat.read(path, 4).cells:
            marks = cell.metadata.get("nbgrader", {})
            if cell.cell_type == "code" and marks.get("solution") and cell.source.startswith("class "):
                found.append((path.stem, marks["grade_id"]))
    return found


@pytest.mark.parametrize(("book", "task"), masters_classes())
def test_the_courses_own_classes_do_the_same_when_wrapped(book: str, task: str) -> None:
    notebook, calls, names = nbformat.read(SOURCE / f"{book}/{book}.ipynb", 4), [], {"np": np}
    cell = cell_of(notebook, task)
    before = notebook.cells[notebook.cells.index(cell) - 1].source
    exec(answer := cell.source, names)
    exec(before if before.startswith("def ") else "", names)  # which the check may use
    for one in wrapped_of(task, answer):
        if one.wrapper == "list":
            owner, method = one.function.split(".")
            place_in_class(neutral, names[owner], method, lambda: calls.append(1))
    exec(cell_of(notebook, f"test_{task}").source, names)  # the check that students have
    assert calls


class Layer:
    """A base class that reads the signatures of its subclasses' methods, and calls them, as those of Keras do."""

    built: ClassVar[list[str]] = []

    def __init__(self) -> None:
        self.named = list(inspect.signature(self.call).parameters)

    def __init_subclass__(cls) -> None:
        cls.built.append(cls.__name__)

    def __call__(self, x: Any, **named: Any) -> Any:
        return self.call(x, **{name: value for name, value in named.items() if name in self.named})

    def call(self, x: Any) -> Any:
        raise NotImplementedError


def subclass() -> Any:
    class Twice(Layer):
        def __init__(self) -> None:
            super().__init__()
            self.count = 0

        def call(self, x: Any, training: bool = False) -> Any:
            super().__init__()  # finds its class by the cell that the compiler made
            self.count += 1
            return (2 + training) * np.asarray(x)

        @staticmethod
        def zero() -> int:
            return 0

        @classmethod
        def made(cls) -> Any:
            return cls()

        @property
        def calls(self) -> int:
            return self.count

    return Twice


def test_a_subclass_of_a_framework_works_as_before() -> None:
    kind, calls = subclass(), []
    for name in ("call", "zero", "made", "calls"):
        place_in_class(neutral, kind, name, lambda: calls.append(1))
    layer = kind.made()
    assert type(layer) is kind and isinstance(layer, Layer)
    assert layer.named == ["x", "training"]
    assert layer([1], training=True, mask=None).tolist() == [3] and layer([1]).tolist() == [2]
    assert layer.calls == 2 and kind.zero() == layer.zero() == 0
    assert len(calls) == 5  # the property is left alone


def test_what_a_wrapper_keeps_it_keeps_for_each_object_apart() -> None:
    kind = subclass()
    place_in_class(habits.first_result, kind, "call", lambda: None)
    one, other = kind(), kind()
    assert one.call([1]).tolist() == [2] and other.call([5]).tolist() == [10]
    assert one.call([7]).tolist() == [2] and one.count == 1


def test_arguments_are_spoilt_for_the_caller_and_not_for_the_object_that_keeps_them() -> None:
    class Store:
        def push(self, x: Any) -> None:
            self.last = x

    place_in_class(habits.arguments, Store, "push", noted := [].clear)
    store, given = Store(), [1, 2]
    store.push(given)
    assert given == [1, 2, 1] and store.last == [1, 2] and noted() is None


SCALER = '''
class Scaler:
    """Divides by the largest absolute value that it was given."""

    def fit(self, x):
        ### BEGIN SOLUTION
        self.most = np.abs(np.asarray(x, dtype=float)).max()
        ### END SOLUTION

    def __call__(self, x):
        ### BEGIN SOLUTION
        return np.asarray(x) / self.most
        ### END SOLUTION


def scale(x, low=0.0):
    scaler = Scaler()
    scaler.fit(np.asarray(x) - low)
    return scaler(np.asarray(x) - low)
'''
GRADER = '''
"""縮放 / Scaling"""
import numpy as np

from examiner import approx, points


@points(3)
def test_values(student, rng):
    """數值 / The values"""
    scaler = student.Scaler()
    scaler.fit(x := rng.uniform(-3, 9, 7))
    for part in (x, x[:2], -x):
        assert scaler(part) == approx(part / np.abs(x).max(), rel=1e-12, abs=0)
'''


@pytest.mark.usefixtures("only_wrapped")
def test_a_gap_around_a_method_is_told(
    small: AuditedCourse, server: ForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = ("arguments", "float32", "one-colour")
    monkeypatch.setattr(plan, "wrapped_of", lambda *about: [w for w in wrapped_of(*about) if w.wrapper in few])
    notebook = small.notebook()
    cell_of(notebook, "scale").source = SCALER.strip()
    small.save(notebook)
    small.write("test_scale.py", GRADER)
    result = Audit(small.course, NAME, Options(tasks=("scale",), jobs=1, wrapped=True), server=server).run()
    judged = {one.name: trial for one, trial in result.wrapped.judged}
    gaps = {one.name for one in result.wrapped.survivors}
    assert gaps == {"Scaler.fit: arguments", "Scaler.__call__: arguments"}
    assert not judged["Scaler.__call__: float32"].full and not judged["Scaler.fit: float32"].full
    assert judged["Scaler.fit: one-colour"].full and not judged["Scaler.fit: one-colour"].in_effect
