"""What is printed and stored for machines is what ``docs/schema`` says, version and all."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from msgspec.structs import replace

from examiner.audit.audit import AuditResult
from examiner.audit.judging import Answer, JudgedAnswer
from examiner.audit.mutate import mutants_of
from examiner.audit.record import AuditRecord
from examiner.audit.result import JudgedFile, Stability
from examiner.cli.lines import GradeLine, RulingLine
from examiner.cli.schema import DECLARED, main, schema_text
from examiner.collecting.people import Person
from examiner.exports.document import MarksDocument
from examiner.exports.forms import By
from examiner.exports.sheet import Part, Result, Sheet, State
from examiner.feedback.record import FeedbackRecord
from examiner.model import Fault, FaultKind, Marks, Outcome, Report, Verdict, say, serial
from examiner.model.regrading import HistoryLine, StudentChange, student_change
from examiner.model.rulings import Change, Kind, Ruling, Voided
from examiner.release.leaks import Leak
from examiner.reports.figures import ClassFigures

FOLDER = Path(__file__).parents[2] / "docs/schema"
MASTER = "### BEGIN SOLUTION\ndef f(x):\n    return x + 1\n### END SOLUTION"


def validator(name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def audit_result(checks) -> AuditResult:
    """Return the result of an audit that found one of each."""
    answer = Answer("f", "mutant", "m", "def f(x): ...")
    full, poor = (JudgedAnswer(answer, score, 2.0, checks) for score in (2.0, 0.0))
    result = AuditResult("hw1", max_score=2.0, masters={"f": MASTER}, listed=1, seconds=1.25, reference_score=2.0)
    result.mutants = [(mutant, full) for mutant in mutants_of("f", MASTER)[:1]]
    result.leaks = [Leak("hw1.ipynb", "cell 3 (f)", "x + 1", "a line of the solution")]
    result.right, result.junk = [JudgedFile("right/f/a.py", poor)], [full]
    result.unsound, result.stale, result.left_out = ["no grader"], ["f: x"], ["wrong/f/slow.py"]
    result.stability = [Stability("f", "test_f", 20, float("nan"), 0.5, 0.9, True, (3,), ("baseline_zero",))]
    return result


@pytest.mark.parametrize("name", DECLARED)
def test_the_committed_schema_is_the_one_of_the_types(name: str, tmp_path: Path) -> None:
    committed = (FOLDER / f"{name}.schema.json").read_text()
    assert committed == schema_text(name), "run: make schema"
    main([str(tmp_path)])
    assert (tmp_path / f"{name}.schema.json").read_text() == committed


def documents(tools) -> dict[str, list[dict]]:
    """Return documents of every kind: graded, rejected, not judged."""
    graded = tools["report"]()
    rejected = tools["report"](outcome=Verdict.REJECTED, tasks=(), reason=say("不是 JSON", "not JSON"))
    fault = tools["report"](outcome=Verdict.FAULT, tasks=(), fault=Fault(FaultKind.WORKER, "it died"))
    reports = (graded, tools["finished"](graded), rejected, fault)
    audit = audit_result(tuple(check for task in graded.tasks for check in task.checks))
    return {
        "report": [report.to_json() for report in reports],
        "grade": [json.loads(serial.line(GradeLine.of(Marks.of(report)))) for report in reports],
        "ruling": [json.loads(serial.line(line)) for line in ruling_lines()],
        "class": [json.loads(serial.line(figures)) for figures in class_figures(reports)],
        "feedback": [json.loads(serial.line(FeedbackRecord.of(Marks.of(one), rejected))) for one in reports],
        "marks": [json.loads(serial.line(document)) for document in marks_documents(reports)],
        "regrade": [json.loads(serial.line(regraded(graded)))],
        "history": [json.loads(serial.line(line)) for line in history_lines(graded)],
        "audit": [json.loads(serial.line(record)) for record in (audit.record(), AuditResult("hw1").record())],
    }


def ruling_lines() -> list[RulingLine]:
    """Return one of each kind, and one that was taken back."""
    by = {"assignment": "hw1", "who": "tina", "when": "2030-01-01T00:00:00+00:00", "why": "病假"}
    task = {"notebook": "hw1", "grade_id": "test_a"}
    rulings = [
        Ruling(kind=Kind.EXTEND, student="ada", until="2030-01-02T12:00:00+08:00", group="night", **by),
        Ruling(kind=Kind.EXTEND, student="ada", seconds=60.0, undone=True, **by),
        Ruling(kind=Kind.EXCUSE, student="ada", **task, **by),
        Ruling(kind=Kind.VOID, points=Voided.OUT, **task, **by),
    ]
    changes = [Change("ada", None, 1.5), Change("bo", 2.0, 3.0)]
    lines = [RulingLine.of(ruling, changed=True, changes=changes) for ruling in rulings]
    assert [len(line.changes) for line in lines] == [1, 1, 1, 2]
    return [*lines, RulingLine.of(rulings[0], dry_run=True)]


def marks_documents(reports: list[Report]) -> list[MarksDocument]:
    """Return those of a class of which one handed nothing in, finely and roughly."""
    graded, finished, *_ = map(Marks.of, reports)
    results = {"ada": Result(State.WAITING, graded), "bo": Result(State.GRADED, finished), "cy": Result(State.MISSING)}
    sheet = Sheet(tuple(map(Person, results)), (Part("hw1", results, 1.0),))
    return [MarksDocument.of(sheet, by) for by in (By.CHECK, By.TOTAL)]


def regraded(report: Report) -> StudentChange:
    """Return what changes if the first task of a report loses all its points."""
    task, *others = report.tasks
    checks = tuple(replace(check, outcome=Outcome.FAILED, points=0.0) for check in task.checks)
    worse = replace(report, tasks=(replace(task, score=0.0, checks=checks), *others))
    found = student_change(Marks.of(report), Marks.of(worse), lambda key: "grader")
    assert found is not None and found.tasks[0].checks
    return found


def history_lines(report: Report) -> list[HistoryLine]:
    """Return a first report, and one that changed it."""
    facts = {"student": "ada", "assignment": "hw1", "when": "2030-01-01T00:00:00+00:00", "who": "tina", "why": "病假"}
    facts |= {"outcome": Verdict.GRADED, "score": None, "max_score": 40.0, "key": "k"}
    return [HistoryLine(**facts, tasks=of, cause=why) for of, why in (((), ""), (regraded(report).tasks, "grader"))]


def class_figures(reports: list[Report]) -> list[ClassFigures]:
    """Return those of a class and of none."""
    marks = [Marks.of(report) for report in reports]
    return [ClassFigures.of("hw1", "feedback/hw1.html", of, ["zoe"], 1) for of in (marks, [])]


@pytest.mark.parametrize("name", DECLARED)
def test_what_is_written_fits_its_schema_and_is_read_back(name: str, tools) -> None:
    for document in documents(tools)[name]:
        validator(name).validate(document)
        value = serial.from_plain(document, DECLARED[name], name)
        assert serial.to_plain(value) == document


@pytest.mark.parametrize("name", DECLARED)
@pytest.mark.parametrize(
    "change", [{"schema_version": 99}, {"schema_version": None}, {"surprise": 1}, {"max_score": "5"}]
)
def test_what_does_not_fit_is_refused_by_the_schema(name: str, change: dict, tools) -> None:
    for document in documents(tools)[name]:
        assert not validator(name).is_valid(document | change)


def test_an_unknown_outcome_or_a_sentence_without_languages_is_refused(tools) -> None:
    document = documents(tools)["grade"][0]
    assert not validator("grade").is_valid(document | {"outcome": "lost"})
    assert not validator("grade").is_valid(document | {"texts": {"reason": "不是 JSON / not JSON", "notes": []}})
    assert not validator("grade").is_valid(document | {"texts": {"reason": {}, "notes": []}})


def test_a_line_holds_what_outside_checks_rely_on_and_nothing_for_staff_of_a_check(tools) -> None:
    report = tools["report"]()
    line = json.loads(serial.line(GradeLine.of(Marks.of(report))))
    contract = {"student", "assignment", "outcome", "score", "max_score", "seconds", "cpu_seconds", "cached", "tasks"}
    assert contract <= set(line)
    for task, row in zip(report.tasks, line["tasks"], strict=True):
        assert {"task", "score", "max_score", "checks"} <= set(row)
        assert (row["notebook"], row["grade_id"]) == task.key
        for check in row["checks"]:
            assert {"name", "outcome", "points", "max_points", "message"} <= set(check)
            assert "detail" not in check and "traceback" not in check
    first = line["tasks"][0]
    assert first["title"] == "二元交叉熵 / Binary cross-entropy"
    assert first["texts"]["title"] == {"zh-TW": "二元交叉熵", "en": "Binary cross-entropy"}
    assert first["checks"][2]["message"] == "expected 500.0, got inf"
    assert first["checks"][2]["texts"]["message"] == {"und": "expected 500.0, got inf"}
    assert (first["checks"][0]["message"], first["checks"][0]["texts"]["message"]) == ("", None)


def test_an_audit_holds_what_outside_checks_rely_on() -> None:
    contract = "reference_score release_score max_score leaks faults mutants killed survivors"
    assert {*contract.split(), "equivalents_total", "equivalents_full"} <= set(AuditRecord.__struct_fields__)


def test_a_number_that_json_lacks_is_null_and_still_fits(tools) -> None:
    report: Report = replace(tools["report"](), score=float("nan"))
    line = json.loads(serial.line(GradeLine.of(Marks.of(report))))
    assert line["score"] is None
    validator("grade").validate(line)
