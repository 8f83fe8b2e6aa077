"""A run says which scores it changed."""

from __future__ import annotations

from types import SimpleNamespace

from msgspec.structs import replace
from tests.fixtures.reports import make_report

from examiner.batch.changes import Changes
from examiner.course.results import store_report
from examiner.model import Verdict


def test_scores_that_differ_are_told_with_what_they_were(mini: SimpleNamespace) -> None:
    course = mini.course
    reports = {name: make_report(name, assignment="mini") for name in ("ada", "bo", "zoe")}
    for name in ("ada", "bo"):
        (mini.root / "submitted" / name / "mini").mkdir(parents=True)
        store_report(course, reports[name])
    changes = Changes(course, "mini", list(reports))
    lower = replace(reports["ada"].tasks[0], score=4.0)
    newer = replace(reports["ada"], tasks=(lower, *reports["ada"].tasks[1:]))
    assert [changes.marks(one).score for one in (newer, reports["bo"], reports["zoe"])] == [11.5, 13.5, 13.5]
    assert changes.sentence().startswith("1 score changed: ada 13.5 -> 11.5 (-2). Former reports: ")
    assert (changes.before("bo"), changes.before("zoe")) == (13.5, None)


def test_a_fault_is_no_change_of_a_score(mini: SimpleNamespace) -> None:
    report = make_report("ada", assignment="mini")
    store_report(mini.course, report)
    changes = Changes(mini.course, "mini", ["ada"])
    changes.marks(replace(report, outcome=Verdict.FAULT, tasks=()))
    assert changes.sentence() == ""
