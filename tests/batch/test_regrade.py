"""A regrade: graded aside, shown, applied; nothing is written before, and nothing is lost whenever it ends."""

from __future__ import annotations

import concurrent.futures
from collections.abc import Callable, Iterator

import pytest
from nbgrader.api import Gradebook
from tests.fixtures.commands import OneThread

from examiner.batch.past import past
from examiner.batch.regrade import Regrade
from examiner.batch.runner import Batch
from examiner.course import results
from examiner.course.history import read_history
from examiner.model import Outcome
from examiner.model.regrading import StudentChange
from examiner.reports.regrade_page import regrade_html

LENIENT = '''
    """加倍 / Doubling"""
    from examiner import points

    @points(2)
    def test_one_number(student):
        """一個數 / One number"""
        assert student.double(3) in (6, 9)

    @points(3)
    def test_hidden_array(student, rng):
        """隱藏的陣列 / A hidden array"""
        student.double(rng.normal(size=5))
'''
WRONG = "def double(x):\n    return x * 3"


@pytest.fixture
def executor() -> Iterator[concurrent.futures.Executor]:
    """A thread of this process."""
    with OneThread() as found:
        yield found


@pytest.fixture
def batch(mini, server, executor) -> Callable[[], Batch]:
    """Makes a run over the small course."""
    return lambda: Batch(mini.course, "mini", server=server, executor=executor)


@pytest.fixture
def graded(mini, batch):
    """Two graded students, one of whom a more lenient grader would give more; her second task is marked by hand."""
    mini.submit("ada", double=WRONG)
    mini.submit("bo")
    run = batch()
    assert {report.student: report.score for report in run.run(run.students())} == {"ada": 5, "bo": 10}
    with Gradebook(f"sqlite:///{mini.root / 'gradebook.db'}", "mini") as book:
        mark = book.find_grade("test_greet", "mini", "mini", "ada")
        mark.manual_score, mark.needs_manual_grade = 4.5, False
        book.db.commit()
    mini.grader("test_double", LENIENT)
    return mini


def _regrade(run: Batch, *, apply: bool = False) -> tuple[list[StudentChange], int]:
    """Return what changes, and how many submissions were graded for it."""
    with Regrade(run, run.students()) as regrade:
        assert len([*regrade.grade()]) == 2
        changes = regrade.changes()
        if apply:
            assert len([*regrade.apply("tuples are right")]) == len(regrade._done)
        return changes, len(regrade._done)


def _state(mini) -> dict[str, bytes]:
    """Return all that others see: the gradebook, what was graded, the reports."""
    places = [mini.root / "gradebook.db", *sorted((mini.root / "autograded").rglob("*.*"))]
    places += [mini.course.report_json(name, "mini") for name in ("ada", "bo")]
    return {str(path): path.read_bytes() for path in places}


def _marks(mini) -> dict[str, float]:
    with Gradebook(f"sqlite:///{mini.root / 'gradebook.db'}", "mini") as book:
        return {one.student.id: one.score for one in book.find_assignment("mini").submissions}


def test_who_changes_is_told_with_task_check_and_cause_and_nothing_is_written(graded, batch) -> None:
    before = _state(graded)
    (change,), count = _regrade(batch())
    assert _state(graded) == before and count == 2
    assert (change.student, change.before, change.after) == ("ada", 4.5, 9.5)
    (task,) = change.tasks
    assert (task.task, task.before, task.after, task.cause) == ("double", 0.0, 5.0, "grader test_double.py")
    assert [(one.name, one.before, one.after) for one in task.checks] == [
        ("test_one_number", Outcome.FAILED, Outcome.PASSED),
        ("test_hidden_array", Outcome.FAILED, Outcome.PASSED),
    ]
    page = regrade_html([change], "mini", ("zh-TW", "en"))
    assert all(text in page for text in ("ada", "test_one_number", "grader test_double.py", "4.5 → 9.5"))


def test_what_lies_aside_is_not_graded_again_until_something_changes(graded, batch, monkeypatch) -> None:
    with Regrade(batch(), ["ada", "bo"]) as first:
        results_of = first.grade()
        next(results_of)
        results_of.close()  # stopped in the middle
    run = batch()
    asked: list[list[str]] = []
    real = run.results
    monkeypatch.setattr(run, "results", lambda todo: asked.append([*todo]) or real(todo))
    _regrade(run)
    assert len(asked[0]) == 1
    graded.submit("bo", double=WRONG)
    run = batch()
    real = run.results
    monkeypatch.setattr(run, "results", lambda todo: asked.append([*todo]) or real(todo))
    changes, _ = _regrade(run)
    assert asked[1] == ["bo"] and [one.student for one in changes] == ["ada"]


def test_an_applied_regrade_counts_keeps_marks_by_hand_and_stays_in_the_history(graded, batch) -> None:
    _regrade(batch(), apply=True)
    assert _marks(graded) == {"ada": 9.5, "bo": 10}
    first, second = past(graded.course, "ada", "mini").lines
    assert (first.score, second.score, second.cause) == (5, 10, "grader test_double.py")
    assert second.why == "tuples are right" and second.who and first.when <= second.when
    assert [(task.task, task.before, task.after) for task in second.tasks] == [("double", 0.0, 5.0)]
    changes, count = _regrade(batch())
    assert changes == [] and count == 0
    assert not [*graded.course.regrade("mini").iterdir()]


@pytest.mark.parametrize("place", ["gradebook", "autograded", "history", "report", "done"])
def test_wherever_applying_is_killed_the_next_run_ends_the_same(graded, batch, monkeypatch, place) -> None:
    class KilledError(BaseException):
        """The process is gone."""

    def kill(*args: object, **given: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        if place == "gradebook":
            patch.setattr("examiner.batch.writing.store", kill)
        elif place == "autograded":
            patch.setattr(results, "store_report", kill)
        elif place == "history":
            patch.setattr(results, "set_aside", kill)
        elif place == "report":
            patch.setattr(results, "share", lambda course, path: kill() if path.suffix == ".json" else None)
        else:
            patch.setattr("examiner.batch.aside.Aside.drop", kill)
        with pytest.raises(KilledError):
            _regrade(batch(), apply=True)
    _regrade(batch(), apply=True)
    assert _marks(graded) == {"ada": 9.5, "bo": 10}
    for name, scores in {"ada": [5, 10], "bo": [10, 10]}.items():
        entries = read_history(graded.course, name, "mini").entries
        assert [one.report.score for one in entries] == scores
        assert entries[-1].report == results.read_report(graded.course.report_json(name, "mini"))
        assert [one.why for one in entries][-1] == "tuples are right"
