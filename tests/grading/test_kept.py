"""What graders keep of the values that a student's side gives is bounded for a submission, in a real kernel."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from examiner import codec
from examiner.codec import plain
from examiner.grading.blame import of_the_value
from examiner.grading.errors import NotPlainData
from examiner.grading.outcomes import outcome_of
from examiner.grading.student import Student
from examiner.kernels.values import Values, give_back, own_memory, size_of
from examiner.model import Outcome

Maker = Callable[[str], Student]
MIB = 1 << 20
ASKING = """
import numpy as np
def f(g):
    told = []
    for n in range(80):
        try:
            told.append(g(np.full(1 << 18, n)))
        except RuntimeError as error:
            told.append(str(error))
    return told
def value(n):
    return np.full(1 << 18, n)
"""
REACHED = "the values that were given to the check take more than 64 MiB together"


@pytest.fixture(autouse=True)
def _nothing_let_go_of_lies_ready() -> None:
    """What the tests before have let go of would be used first, and no growth be seen."""
    gc.collect()
    give_back()


def test_a_grader_that_keeps_what_it_is_asked_is_not_filled(notebook: Maker) -> None:
    student, kept = notebook(ASKING), list[Any]()
    with pytest.raises(NotPlainData) as caught:
        student.f(kept.append)
    assert caught.value.text.en == REACHED and outcome_of(caught.value) is Outcome.FAILED
    assert 30 < len(kept) < 60  # of two MiB each
    with pytest.raises(NotPlainData, match="64 MiB"):
        student.value(1)  # the check is over
    student._wall.begin_check()
    with pytest.raises(NotPlainData, match="64 MiB"):
        student.f(kept.append)  # what the check before has left lying counts
    kept.clear()
    student._wall.begin_check()
    assert student.f(lambda asked: float(asked[0])) == list(map(float, range(80)))


def test_values_that_a_grader_keeps_are_bounded_however_they_come(notebook: Maker) -> None:
    student = notebook(ASKING)
    kept = []
    with pytest.raises(NotPlainData, match="64 MiB"):
        for n in range(80):
            kept.append(student.value(n))
    kept.clear()
    student._wall.begin_check()
    with pytest.raises(NotPlainData, match="64 MiB"):
        list(student.each(student.value, range(80)))
    student._wall.begin_check()
    for n in range(80):
        assert student.value(n)[0] == n


def test_answers_let_go_of_the_bytes_that_they_are_made_of(notebook: Maker) -> None:
    answers = notebook(ASKING).each("value", range(4))
    raw = answers._of[0]
    assert answers[0][0] == 0 and answers[0][0] == 0
    assert answers._of[0] is not raw and answers._of[1] is not raw


@pytest.mark.parametrize(
    "make",
    [
        lambda: [[] for _ in range(200_000)],
        lambda: [{} for _ in range(200_000)],
        lambda: list(range(1 << 20, (1 << 20) + 200_000)),
        lambda: [f"{n:x}" for n in range(200_000)],
        lambda: [np.zeros(1) for _ in range(20_000)],
        lambda: [None] * 800_000,
    ],
    ids=["lists", "dicts", "integers", "texts", "arrays", "None"],
)
def test_what_a_value_takes_is_not_told_to_be_less(make: Callable[[], Any]) -> None:
    header, buffers = codec.encode(make())
    text = header.decode()
    give_back()
    before = own_memory()
    value = codec.decode(header, buffers)
    give_back()  # what decoding took on the way
    assert own_memory() - before < 2 * size_of(text, [bytes(b) for b in buffers])
    assert value is not None


def test_what_the_grader_itself_makes_is_put_down_to_nobody() -> None:
    held = [0]
    values = Values(64 * MIB, lambda: held[0])
    held[0] = 1000 * MIB
    assert all(values.charge(2 * MIB) for _ in range(32))


def test_no_memory_on_our_side_is_our_fault(monkeypatch: pytest.MonkeyPatch, notebook: Maker) -> None:
    student = notebook("def f():\n    return [1, 2]")

    def full(*_: Any) -> Any:
        raise MemoryError

    monkeypatch.setitem(codec.wire.TABLE, "list", plain.KINDS["list"]._replace(decode=full))
    with pytest.raises(MemoryError) as caught:
        student.f()
    assert of_the_value(caught.value, [1], Path(__file__).parent) is None
    assert outcome_of(caught.value) is Outcome.FAULT
