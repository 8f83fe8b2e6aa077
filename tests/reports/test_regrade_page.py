"""The page on what a regrade changes: whose total moves, and by what."""

from __future__ import annotations

from examiner.model import Outcome
from examiner.model.regrading import CheckChange, StudentChange, TaskChange
from examiner.reports.regrade_page import regrade_html, rows_by_cause

CHECK = CheckChange("test_first", Outcome.FAILED, Outcome.PASSED, 0.0, 2.0, "")
SUM = TaskChange("hw1", "sum", 1.0, 3.0, (CHECK,), "grader test_sum.py")
ADA = StudentChange(student="ada", before=1.0, after=2.7, tasks=(SUM,), cause=SUM.cause, penalty_after=0.3)
BO = StudentChange(student="bo", before=4.0, after=4.5, tasks=(), cause="time of handing in", penalty_before=0.5)


def test_what_is_taken_off_for_lateness_stands_beside_the_points_that_it_goes_with() -> None:
    rows = rows_by_cause([ADA, BO])
    found = {cause: [(row.student, row.task, row.points_before, row.points_after) for row in of_it]
             for cause, of_it in rows.items()}  # fmt: skip
    assert found == {
        "grader test_sum.py": [("ada", "sum", 1.0, 3.0), ("ada", "", 0.0, -0.3)],
        "time of handing in": [("bo", "", -0.5, 0.0)],
    }
    page = regrade_html([ADA, BO], "hw1", ("zh-TW", "en"))
    assert page.count("遲交與扣分") == 2 and "-0.5 → 0" in page and "0 → -0.3" in page and "-0 " not in page
    assert "1 → 3" in page and "test_first" in page
    assert "Late, taken off" not in regrade_html([StudentChange(student="ada", before=1.0, after=3.0, tasks=(SUM,), cause="")],
                                                "hw1", ("en",))  # fmt: skip
