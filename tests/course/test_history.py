"""The log of reports: what cannot be read of it is told and stays, and nothing that counted is missing from it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.fixtures.reports import make_report

from examiner.course import history
from examiner.course.history import AGAIN, EARLIER, HistoryError, check_history, read_history
from examiner.course.layout import Course
from examiner.course.results import read_report, store_report, take_away
from examiner.model import Report

FIRST = make_report("ada", assignment="hw1", seconds=1.0)
SECOND, THIRD = replace(FIRST, seconds=2.0), replace(FIRST, seconds=3.0)


@pytest.fixture
def log(course: Course) -> Path:
    """Where two reports are noted."""
    for report in (FIRST, SECOND):
        store_report(course, report, "tried")
    return course.history("ada", "hw1")


def reports(course: Course) -> list[Report]:
    """Return the reports that the log of ada's submission holds."""
    return [entry.report for entry in read_history(course, "ada", "hw1").entries]


DAMAGE = {"torn": b"{", "no text": b"\xff\xfe", "empty": b"", "a list": b"[]", "a part": b'{"when": "2026"}'}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_line_is_told_and_stays_and_the_others_are_read(course: Course, log: Path, damage: bytes) -> None:
    first, second = log.read_bytes().splitlines()
    log.write_bytes(b"\n".join([first, damage, second, b""]))
    store_report(course, THIRD)
    assert log.read_bytes().splitlines()[:3] == [first, damage, second]
    assert reports(course) == [FIRST, SECOND, THIRD]
    (told,) = read_history(course, "ada", "hw1").unread
    assert told.startswith(f"{log}, line 2, ") and "backup" in told
    assert check_history(course, "ada", "hw1") == [told]


def test_the_stored_report_whose_own_line_is_damaged_is_noted_once_more(course: Course, log: Path) -> None:
    first, _ = log.read_bytes().splitlines()
    log.write_bytes(first + b"\n{\n")
    store_report(course, THIRD)
    entries = read_history(course, "ada", "hw1").entries
    assert [(one.report, one.why) for one in entries][:2] == [(FIRST, "tried"), (SECOND, AGAIN)]
    assert entries[-1].report == THIRD


def test_fields_of_another_version_are_passed_over_at_any_depth(course: Course, log: Path) -> None:
    newer = json.loads(log.read_bytes().splitlines()[1])
    newer |= {"schema_version": 9, "host": "a"}
    for place in (newer["report"], newer["report"]["tasks"][0], newer["report"]["tasks"][0]["checks"][0]):
        place["of_a_later_version"] = {"n": 1}
    log.write_text(json.dumps(newer) + "\n", encoding="utf-8")
    assert read_history(course, "ada", "hw1").unread == []
    assert reports(course) == [SECOND]
    newer["report"]["outcome"] = "of a later version"
    log.write_text(json.dumps(newer) + "\n", encoding="utf-8")
    assert len(read_history(course, "ada", "hw1").unread) == 1


def test_a_log_that_cannot_be_read_or_written_is_an_error_of_its_own(course: Course, log: Path, monkeypatch) -> None:
    with monkeypatch.context() as patch, pytest.raises(HistoryError, match=f"{log} cannot be written"):
        patch.setattr(history.os, "access", lambda path, mode: False)
        check_history(course, "ada", "hw1")
    log.unlink()
    log.mkdir()
    with pytest.raises(HistoryError, match=str(log)):
        check_history(course, "ada", "hw1")
    with pytest.raises(HistoryError):
        take_away(course, "ada", "hw1")
    assert read_report(course.report_json("ada", "hw1")) == SECOND


def test_a_report_of_before_there_was_a_history_is_noted_when_it_is_taken_away(course: Course, log: Path) -> None:
    log.unlink()
    assert take_away(course, "ada", "hw1") == []
    assert not course.report_json("ada", "hw1").exists()
    (entry,) = read_history(course, "ada", "hw1").entries
    assert (entry.report, entry.why) == (SECOND, EARLIER)
    take_away(course, "ada", "hw1")
    assert reports(course) == [SECOND]
