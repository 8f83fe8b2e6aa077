"""Reports as JSON: they read back as they were, and what is not of this version or does not fit is refused."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from examiner.model import Check, Fault, FaultKind, Outcome, Report, Sums, Task, Text, Verdict, say
from examiner.model.marks import add_up

CHECK = Check(
    "test_a",
    say("甲", "A"),
    Outcome.FAILED,
    0.0,
    2.0,
    message=say("應為 3", "expected 3"),
    hint=Text.plain("think"),
    detail="assert 1 == 3",
)
TASKS = (
    Task("hw1", "a", "test_a", say("甲", "A"), 0.0, 2.0, (CHECK,), answer_error=Text.plain("KeyError: 'x'")),
    Task("hw1", "essay", "essay", Text.plain("essay"), None, 5.0, manual=True),
)
REPORT = Report(
    student="ada",
    assignment="hw1",
    outcome=Verdict.GRADED,
    score=0.0,
    max_score=7.0,
    tasks=TASKS,
    notes=(say("已還原", "restored"),),
)


def plain() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(REPORT.dumps())
    return data


def test_a_report_reads_back_as_it_was() -> None:
    fault = Report(
        student="bo",
        assignment="hw1",
        outcome=Verdict.FAULT,
        score=None,
        max_score=7.0,
        fault=Fault(FaultKind.WORKER, "it died"),
    )
    for report in (REPORT, fault):
        assert Report.from_json(json.loads(report.dumps())) == report
        assert Report.from_json(report.to_json()) == report
    assert (REPORT.trouble, fault.trouble) == ("", "it died")
    assert plain()["tasks"][0]["title"] == {"zh-TW": "甲", "en": "A"}


@pytest.mark.parametrize("version", [None, 1, 3, "2", 2.5])
def test_another_version_is_refused_and_never_guessed_at(version: object) -> None:
    data = plain()
    del data["schema_version"]
    if version is not None:
        data["schema_version"] = version
    with pytest.raises(ValueError, match=r"bo/report\.json\.schema_version: version .* cannot be read"):
        Report.from_json(data, "bo/report.json")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda d: d.update(extra=1), "unknown field `extra`"),
        (lambda d: d.pop("student"), "missing required field `student`"),
        (lambda d: d.update(outcome="won"), r"Invalid enum value 'won' - at `\$\.outcome`"),
        (lambda d: d.update(score="7"), r"at `\$\.score`"),
        (lambda d: d.update(reason="中文 / English"), r"at `\$\.reason`"),
        (lambda d: d.update(notes=[{"en": ""}]), r"side of a text is empty.* - at `\$\.notes\[0\]`"),
        (lambda d: d["tasks"][0].update(title="A"), r"at `\$\.tasks\[0\]\.title`"),
        (lambda d: d["tasks"][0].pop("notebook"), r"`notebook` - at `\$\.tasks\[0\]`"),
        (lambda d: d["tasks"][0]["checks"][0].update(outcome="lost"), r"at `\$\.tasks\[0\]\.checks\[0\]\.outcome`"),
        (lambda d: d.update(fault={"kind": "moon", "detail": ""}), r"at `\$\.fault\.kind`"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(change: Any, told: str) -> None:
    data = plain()
    change(data)
    with pytest.raises(ValueError, match=f"report: .*{told}"):
        Report.from_json(data)


@pytest.mark.parametrize("data", [[], None, "x", 3])
def test_what_is_no_object_is_refused(data: Any) -> None:
    with pytest.raises(ValueError, match="report: expected an object"):
        Report.from_json(data)


def test_a_task_is_known_by_its_notebook_and_grade_id() -> None:
    assert TASKS[0].key == ("hw1", "test_a")
    assert len({TASKS[0].key, TASKS[1].key, ("hw2", "test_a")}) == 3


def test_marks_tell_what_is_judged_from_what_waits_for_a_person() -> None:
    marks = Sums.of(TASKS)
    assert (marks.score, marks.judged, marks.pending, marks.max_score) == (0.0, 2.0, 5.0, 7.0)
    assert not marks.complete and Sums.of(TASKS[:1]).complete
    nothing = Sums.of(TASKS[1:])
    assert nothing.score is None and not nothing.complete
    assert Sums.of(()).score is None


def test_fractions_add_up_to_what_an_author_wrote() -> None:
    assert add_up([0.1, 0.2]) == 0.3
    assert add_up([1 / 3] * 3) == 1.0
    assert add_up([0.1] * 10) == 1.0
    assert math.isclose(add_up([5 / 7] * 7), 5.0, abs_tol=0)
