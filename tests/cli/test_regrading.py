"""What a regrade says, each warning once and how many results were written, and what a history says that is damaged."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Self

import pytest
from msgspec.structs import replace
from tests.fixtures.commands import OneThread
from tests.fixtures.reports import make_report

from examiner import cli
from examiner.batch.runner import Batch
from examiner.cli.shared import Resources
from examiner.course.history import AGAIN
from examiner.course.layout import Course
from examiner.course.results import store_report
from examiner.model import Fault, FaultKind, Report, Verdict

FAULT = Fault(FaultKind.NOT_WRITTEN, "the disk is full")


class Regraded:
    """Stands for a regrade of two students, of whom one's result cannot be written."""

    def __init__(self, batch: Batch, students: Sequence[str], *, force: bool = False) -> None:
        self._batch, self._reports = batch, [make_report(name) for name in students]
        self.unjudged: list[Report] = []
        self.told = ["ada: look at it again"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self._batch.close()

    def grade(self) -> Iterator[Report]:
        """Grade, with kernels that lack a library."""
        self._batch.warnings.append("gensim is missing")
        yield from self._reports

    def changes(self) -> list[object]:
        """Return that nobody's marks change."""
        return []

    def apply(self, why: str) -> Iterator[Report]:
        """Write one of two."""
        first, second = self._reports
        self._batch.warnings += [*self.told, "ada: a line is damaged"]
        yield first
        self._batch.problems.append("bo: the disk is full")
        yield replace(second, outcome=Verdict.FAULT, fault=FAULT, score=None, tasks=())


@pytest.fixture
def said(course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """What ``regrade --apply`` says."""
    for name in ("ada", "bo"):
        course.submitted(name, "hw1").mkdir(parents=True)
    monkeypatch.setattr("examiner.batch.regrade.Regrade", Regraded)
    monkeypatch.chdir(course.root)
    with OneThread() as executor, pytest.raises(SystemExit) as end:
        cli.main(["regrade", "hw1", "--apply"], Resources(None, executor))
    assert end.value.code == 1
    return capsys.readouterr().err


def test_every_warning_of_a_regrade_is_said_once(said: str) -> None:
    for text in ("gensim is missing", "ada: look at it again", "ada: a line is damaged"):
        assert said.count(text) == 1, text
    assert said.index("gensim") < said.index("damaged")


def test_what_could_not_be_written_is_not_counted(said: str) -> None:
    assert "1 result was written" in said and "bo: the disk is full" in said


def test_what_a_history_cannot_read_is_said_and_the_rest_is_shown(course, monkeypatch, capsys) -> None:
    for name in ("ada", "bo", "cy"):
        course.submitted(name, "hw1").mkdir(parents=True)
        store_report(course, make_report(name, assignment="hw1"))
    damaged, folder = (course.history(name, "hw1") for name in ("ada", "bo"))
    damaged.write_bytes(b"{\n")
    folder.unlink()
    folder.mkdir()
    monkeypatch.chdir(course.root)
    with pytest.raises(SystemExit) as end:
        cli.main(["history", "hw1", "--json"])
    said = capsys.readouterr()
    shown = [json.loads(line) for line in said.out.splitlines()]
    assert [(one["student"], one["why"] == AGAIN) for one in shown] == [("ada", True), ("cy", False)]
    assert f"{damaged}, line 1, " in said.err and f"{folder}: " in said.err and end.value.code == 1
