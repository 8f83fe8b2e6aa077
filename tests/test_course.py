"""The course: masters earn all, releases nothing, right answers all, wrong answers lose what they must.

Each assignment is audited once; the tests look at what was found. `make test` audits a sample of the tasks quickly and
grades one master and release as a whole; `make proof` audits everything, as `examiner audit --all` does.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from msgspec.structs import asdict
from tests.fixtures.commands import Inline
from tests.sampling import is_whole, record, sample

from examiner import pipeline
from examiner.audit.answers import JUNK, answer_files
from examiner.audit.audit import Audit, Options
from examiner.audit.result import AuditResult, failures
from examiner.audit.tasks import reference
from examiner.audit.worker import AuditWorker, WorkerSetup
from examiner.course.layout import Course
from examiner.kernels.forkserver import ForkServer
from examiner.model import Report, Verdict
from examiner.release.edition import make_release
from examiner.release.form import read_master

ROOT = Path(__file__).parents[1]
COURSE = Course.find(ROOT)
ASSIGNMENTS = COURSE.assignments()
TASKS = 2  # of each assignment that a sample audits


def answers(assignment: str, kind: str) -> dict[str, list[Path]]:
    """Return the answer files of a kind by task."""
    return answer_files(COURSE.graders(assignment), kind, _solutions(assignment))


def _solutions(assignment: str) -> list[str]:
    marked = [c.metadata.get("nbgrader", {}) for c in nbformat.read(COURSE.notebooks(assignment)[0], 4).cells]
    return [data["grade_id"] for data in marked if data.get("solution")]


TRIED = {assignment: sample(f"tasks of {assignment}", _solutions(assignment), TASKS) for assignment in ASSIGNMENTS}
GRADED = sample("graded notebooks", ASSIGNMENTS, 1)


@pytest.fixture(scope="module")
def course_server() -> Iterator[ForkServer]:
    """A fork server with the course's libraries: importing them once is enough."""
    settings = COURSE.settings
    with ForkServer(settings.preload, boxed=settings.box, user=settings.box_uid()).start() as running:
        yield running


@pytest.fixture(scope="module")
def audited(course_server: ForkServer) -> Callable[[str], AuditResult]:
    """Audit each assignment once, when the first test asks for it."""

    def audit(assignment: str) -> AuditResult:
        if is_whole():
            result = Audit(COURSE, assignment, server=course_server).run()
            figures = {name: value for name, value in asdict(result.record()).items() if isinstance(value, int | float)}
            # A figure, not a test: a busy machine needs more seconds for the same work.
            record({**figures, "master_cpu_seconds": result.reports["master"].cpu_seconds})
            return result
        options = Options(quick=True, tasks=tuple(TRIED[assignment]))
        return Audit(COURSE, assignment, options, server=course_server, executor=Inline()).run()

    return functools.cache(audit)


@pytest.fixture(scope="module")
def graded(course_server: ForkServer, audited) -> Callable[[str], dict[str, Report]]:
    """Grade an assignment's master and release as submissions are graded."""

    def grade(assignment: str) -> dict[str, Report]:
        if is_whole():
            return audited(assignment).reports
        loaded, folder = pipeline.load_assignment(COURSE, assignment), course_server.folder
        assert folder is not None
        graders = COURSE.graders(assignment).resolve()
        worker = AuditWorker(WorkerSetup(loaded, graders, folder, course_server.boxed, "whole notebooks"))
        master = reference(loaded.books[0].notebook, read_master(loaded.books[0].master))
        return {
            "master": worker.grade_notebook(master, "master").report,
            "release": worker.grade_notebook(loaded.books[0].notebook, "release").report,
        }

    return functools.cache(grade)


@pytest.mark.parametrize("assignment", GRADED)
def test_the_master_earns_everything_and_the_release_nothing(graded, assignment: str) -> None:
    master, release = graded(assignment)["master"], graded(assignment)["release"]
    assert (master.outcome, master.score, master.max_score) == (Verdict.GRADED, 100, 100), [
        failures(t.checks) for t in master.tasks
    ]
    assert (release.outcome, release.score) == (Verdict.GRADED, 0), [
        failures(t.checks) for t in release.tasks if t.score
    ]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_masters_answers_earn_everything_and_what_is_handed_out_nothing(audited, assignment: str) -> None:
    result = audited(assignment)
    assert (result.reference_score, result.release_score) == (result.max_score, 0)
    assert result.max_score == 100 or not is_whole()


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_right_answers_earn_everything(audited, assignment: str) -> None:
    right = audited(assignment).right
    assert {tried.trial.answer.task for tried in right} == set(TRIED[assignment])
    assert not {tried.file: failures(tried.trial.checks) for tried in right if not tried.good}


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_typical_mistakes_lose_what_they_say(audited, assignment: str) -> None:
    wrong = audited(assignment).wrong
    assert {tried.trial.answer.task for tried in wrong} == set(TRIED[assignment])
    bad = [tried for tried in wrong if not tried.good]
    assert not {t.file: f"lost {t.lost:g}, should lose {t.loss}\n{failures(t.trial.checks)}" for t in bad}


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_junk_earns_nothing_and_breaks_no_grader(audited, assignment: str) -> None:
    trials = audited(assignment).junk
    assert {trial.answer.task for trial in trials} == set(TRIED[assignment])
    assert {trial.answer.name for trial in trials} == set(JUNK) or not is_whole()
    assert not [(t.answer.task, t.answer.name, failures(t.faults)) for t in trials if t.faults]
    assert not [(t.answer, t.score, [c.name for c in t.checks if c.points]) for t in trials if t.score]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_bar_of_the_audit_is_missed(audited, assignment: str) -> None:
    result = audited(assignment)
    missed = [(name, found) for name, holds, found in result.bars() if not holds]
    details = asdict(result.record())
    assert not missed, {key: value for key, value in details.items() if key.endswith("_details") and value}
    assert result.mutants


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_committed_release_is_up_to_date(assignment: str) -> None:
    assert not make_release(COURSE, assignment, check=True).differences


@pytest.mark.parametrize("assignment", GRADED)
def test_a_release_run_top_to_bottom_shows_only_what_is_not_answered_yet(graded, assignment: str) -> None:
    release = graded(assignment)["release"]
    errors = {task.answer_error.en.strip().splitlines()[-1] for task in release.tasks if task.answer_error}
    assert all("NotImplementedError" in error for error in errors), errors


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_task_has_answers_in_other_styles_and_typical_mistakes(assignment: str) -> None:
    tasks = set(_solutions(assignment))
    right, wrong = answers(assignment, "right"), answers(assignment, "wrong")
    assert {task for task in tasks if len(right.get(task, ())) < 2} == set()
    assert {task for task in tasks if len(wrong.get(task, ())) < 3} == set()


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_prose_stands_in_both_languages_side_by_side(assignment: str) -> None:
    prose = [c for c in nbformat.read(COURSE.notebooks(assignment)[0], 4).cells if c.cell_type == "markdown"]
    cells = [c for c in prose if "contract" not in c.metadata.get("tags", [])]  # each stands behind its language's text
    tags = [next(iter(set(c.metadata.get("tags", [])) & {"zh-TW", "en"}), "none") for c in cells]
    assert tags == ["zh-TW", "en"] * (len(cells) // 2)
    for zh, en in zip(cells[::2], cells[1::2], strict=True):
        assert len(re.findall(r"[\u4e00-\u9fff]", zh.source)) >= 4, zh.source
        assert not re.search(r"[\u4e00-\u9fff]{4}", en.source), en.source
        assert re.findall(r"^#+ (?:(\d+) ·)?", zh.source, re.M) == re.findall(r"^#+ (?:(\d+) ·)?", en.source, re.M)
