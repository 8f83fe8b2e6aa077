"""Strict right answers: counted by task, asked of every task once one has it, and never left out by ``--quick``."""

from __future__ import annotations

from pathlib import Path

from examiner.audit.files import JudgedFile, StrictAnswers
from examiner.audit.judging import Answer, JudgedAnswer
from examiner.audit.plan import Options, make_plan
from examiner.audit.result import AuditResult
from examiner.audit.tasks import Task
from examiner.model import Check, Outcome
from examiner.model.notebook import new_notebook


def judged(task: str, name: str, outcome: Outcome = Outcome.PASSED) -> JudgedFile:
    score = 1.0 if outcome is Outcome.PASSED else 0.0
    check = Check("test_it", "it", outcome, score, 1.0)
    return JudgedFile(f"right/{task}/{name}.py", JudgedAnswer(Answer(task, "right", name, ""), score, 1.0, (check,)))


def bar(right: list[JudgedFile]) -> tuple[str, bool, str] | None:
    result = AuditResult("week1", right=right, masters={"a": "", "b": ""})
    return next((found for found in result.bars() if found[0] == "strict answers"), None)


def test_once_a_task_has_a_strict_answer_every_task_has_one_with_full_marks() -> None:
    loose = [judged("a", "loop"), judged("b", "loop")]
    assert bar(loose) is None
    assert bar([*loose, judged("a", "strict")]) == ("strict answers", False, "1 of 2; none for b")
    refusing = judged("b", "strict", Outcome.FAILED)
    assert bar([judged("a", "strict"), refusing]) == ("strict answers", False, "1 of 2")
    assert bar([judged("a", "strict"), refusing, judged("b", "strict_too")]) == ("strict answers", True, "2 of 2")
    assert StrictAnswers.among([*loose, refusing], ["a", "b"]).count == 0
    assert AuditResult("week1", right=[judged("a", "strict")], masters={"a": ""}).record().strict == 1


def test_a_quick_audit_tries_the_strict_answer(tmp_path: Path) -> None:
    (tmp_path / "right/a").mkdir(parents=True)
    for name in ("array", "loop", "recursion", "strict"):
        (tmp_path / f"right/a/{name}.py").write_text("def f(): return 1\n")
    task = Task("a", "test_a", 1, "def f(): return 1", new_notebook([], {}))
    master = JudgedAnswer(Answer("a", "master", "master", ""), 1, 1, ())
    result = AuditResult("week1")
    plan = make_plan({"a": task}, ["a"], tmp_path, {"a": master}, ("#", "#"), Options(quick=True), result)
    assert sorted(answer.name for answer in plan.right) == ["array", "strict"]
