"""The course: masters earn all, releases nothing, right answers all, wrong answers lose what they must.

Each assignment is audited once, quickly but with every answer file; the tests look at what was found.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from examiner.audit.answers import JUNK, answer_files
from examiner.audit.audit import Audit, Options
from examiner.audit.result import AuditResult, Tried, told
from examiner.course.layout import Course
from examiner.course.release import make_release
from examiner.course.settings import load_settings
from examiner.model import Verdict

ROOT = Path(__file__).parents[1]
COURSE = Course.find(ROOT)
ASSIGNMENTS = COURSE.assignments()
OPTIONS = Options(quick=True, every_answer=True)


def answers(assignment: str, kind: str) -> dict[str, list[Path]]:
    """Return the answer files of a kind by task."""
    return answer_files(COURSE.graders(assignment), kind, _solutions(assignment))


def _solutions(assignment: str) -> list[str]:
    marked = [c.metadata.get("nbgrader", {}) for c in nbformat.read(COURSE.notebook(assignment), 4).cells]
    return [data["grade_id"] for data in marked if data.get("solution")]


def files(kind: str) -> list[tuple[str, Path]]:
    return [(a, path) for a in ASSIGNMENTS for paths in answers(a, kind).values() for path in paths]


def named(value: object) -> str | None:
    return "/".join(value.parts[-2:]) if isinstance(value, Path) else None


@pytest.fixture(scope="module")
def audited() -> Callable[[str], AuditResult]:
    """Audit each assignment once, when the first test asks for it."""
    return functools.cache(lambda assignment: Audit(COURSE, assignment, OPTIONS).run())


def _tried(audited: Callable[[str], AuditResult], assignment: str, path: Path) -> Tried:
    """Return how an answer file was judged."""
    result, name = audited(assignment), path.relative_to(COURSE.graders(assignment)).as_posix()
    return next(tried for tried in (*result.right, *result.wrong) if tried.file == name)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_master_earns_everything_and_the_release_nothing(audited, assignment: str) -> None:
    result = audited(assignment)
    master, release = result.reports["master"], result.reports["release"]
    assert (master.outcome, master.score, master.max_score) == (Verdict.GRADED, 100, 100), [
        told(t.checks) for t in master.tasks
    ]
    assert (release.outcome, release.score) == (Verdict.GRADED, 0), [told(t.checks) for t in release.tasks if t.score]
    assert (result.reference_score, result.release_score) == (100, 0)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_grading_the_master_takes_at_most_forty_cpu_seconds(audited, assignment: str) -> None:
    assert audited(assignment).reports["master"].cpu_seconds <= 40


@pytest.mark.parametrize(("assignment", "path"), files("right"), ids=named)
def test_a_right_answer_earns_everything(audited, assignment: str, path: Path) -> None:
    tried = _tried(audited, assignment, path)
    assert tried.good, told(tried.trial.checks)


@pytest.mark.parametrize(("assignment", "path"), files("wrong"), ids=named)
def test_a_typical_mistake_loses_what_it_says(audited, assignment: str, path: Path) -> None:
    tried = _tried(audited, assignment, path)
    assert tried.good, f"lost {tried.lost:g}, should lose {tried.loss}\n{told(tried.trial.checks)}"


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
@pytest.mark.parametrize("junk", JUNK)
def test_junk_earns_nothing_and_breaks_no_grader(audited, assignment: str, junk: str) -> None:
    trials = [trial for trial in audited(assignment).junk if trial.answer.name == junk]
    assert len(trials) == len(_solutions(assignment))
    assert not [(t.answer.task, told(t.faults)) for t in trials if t.faults]
    assert not [(t.answer.task, t.score, [c.name for c in t.checks if c.points]) for t in trials if t.score]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_bar_of_the_audit_is_missed(audited, assignment: str) -> None:
    result = audited(assignment)
    missed = [(name, found) for name, holds, found in result.bars() if not holds]
    details = result.to_json()
    assert not missed, {key: value for key, value in details.items() if key.endswith("_details") and value}
    assert result.mutants and not result.left_out


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_committed_release_is_up_to_date(assignment: str) -> None:
    assert not make_release(COURSE, load_settings(ROOT), assignment, check=True).differences


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_release_run_top_to_bottom_shows_only_what_is_not_answered_yet(audited, assignment: str) -> None:
    release = audited(assignment).reports["release"]
    errors = {task.answer_error.strip().splitlines()[-1] for task in release.tasks if task.answer_error}
    assert all("NotImplementedError" in error for error in errors), errors


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_task_has_answers_in_other_styles_and_typical_mistakes(assignment: str) -> None:
    tasks = set(_solutions(assignment))
    right, wrong = answers(assignment, "right"), answers(assignment, "wrong")
    assert {task for task in tasks if len(right.get(task, ())) < 2} == set()
    assert {task for task in tasks if len(wrong.get(task, ())) < 3} == set()


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_prose_stands_in_both_languages_side_by_side(assignment: str) -> None:
    cells = [c for c in nbformat.read(COURSE.notebook(assignment), 4).cells if c.cell_type == "markdown"]
    tags = [next(iter(set(c.metadata.get("tags", [])) & {"zh-TW", "en"}), "none") for c in cells]
    assert tags == ["zh-TW", "en"] * (len(cells) // 2)
    for zh, en in zip(cells[::2], cells[1::2], strict=True):
        assert len(re.findall(r"[\u4e00-\u9fff]", zh.source)) >= 4, zh.source
        assert not re.search(r"[\u4e00-\u9fff]{4}", en.source), en.source
        assert re.findall(r"^#+ (?:(\d+) ·)?", zh.source, re.M) == re.findall(r"^#+ (?:(\d+) ·)?", en.source, re.M)
