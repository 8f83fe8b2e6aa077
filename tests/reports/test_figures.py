"""The figures for machines are those of the page."""

from __future__ import annotations

from msgspec.structs import replace

from examiner.model import Held, Marks, TaskKey, Verdict
from examiner.model.rulings import Kind, Ruling, Rulings
from examiner.reports.figures import ClassFigures, Spread


def excused(report, *tasks: str) -> Marks:
    by = {"kind": Kind.EXCUSE, "assignment": "hw1", "student": report.student, "notebook": "hw1"}
    rulings = Rulings(Ruling(grade_id=name, **by) for name in tasks)
    return Marks.of(report, Held(granted=rulings.of("hw1", report.student)))


def test_counts_who_waits_and_the_spread(tools) -> None:
    full = tools["finished"](tools["report"]("bo"))
    fault = tools["report"]("yuri", outcome=Verdict.FAULT, tasks=())
    marks = [Marks.of(one) for one in (tools["report"]("ada"), full, replace(full, student="cy"), fault)]
    found = ClassFigures.of("hw1", "hw1.html", marks, ["zoe"], 2)
    assert (found.graded, found.rejected, found.fault, found.excused, found.missing) == (3, 0, 1, 2, ("zoe",))
    assert found.waiting == ("ada", "yuri")
    assert found.spread == Spread(2, 33.0, 18.5, 18.5, 18.5, 18.5)  # the essay waits for a person, of 7 points
    figures = {task.grade_id: task for task in found.tasks}
    assert (figures["test_logit"].judged, figures["test_logit"].mean, figures["test_logit"].full) == (3, 4.0, 3)
    assert (figures["essay"].judged, figures["essay"].max_score) == (2, 7.0)


def test_who_is_excused_from_a_task_is_in_no_mean_of_it_and_in_no_total(tools) -> None:
    full = tools["finished"](tools["report"]("bo"))
    marks = [Marks.of(full), excused(replace(full, student="cy"), "test_logit")]
    found = ClassFigures.of("hw1", "hw1.html", marks, [], 0)
    assert found.spread is not None and (found.spread.count, found.spread.max_score) == (1, 40.0)
    logit = next(task for task in found.tasks if TaskKey(task.notebook, task.grade_id) == ("hw1", "test_logit"))
    assert (logit.judged, logit.mean, logit.max_score) == (1, 4.0, 4.0)
    assert found.waiting == ()


def test_an_empty_class_has_no_spread() -> None:
    found = ClassFigures.of("hw1", "hw1.html", [], [], 0)
    assert (found.spread, found.tasks, found.graded) == (None, (), 0)
