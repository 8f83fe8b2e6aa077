"""Grading a class: scores, resume, broken notebooks, dying workers, one writer."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import gc
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook
from tests.fixtures.commands import OneThread

from examiner.batch import runner as runner_module
from examiner.batch import worker as worker_module
from examiner.batch.runner import Batch
from examiner.course.errors import CourseError
from examiner.course.lock import the_only_writer
from examiner.course.results import read_report
from examiner.gradebook.errors import GradebookError
from examiner.grading.runner import GraderProblem
from examiner.kernels.errors import ForkServerError, KernelDied
from examiner.kernels.forkserver import ForkServer
from examiner.model import Fault, FaultKind, Outcome, Report, Verdict, say
from examiner.pipeline import Graded, fault_of
from examiner.pipeline.trial import Trial, keep_trial, trial_key, try_on_master

WRONG = "def double(x):\n    return x * 3"


@pytest.fixture
def executor() -> Iterator[concurrent.futures.Executor]:
    """A thread of this process."""
    with OneThread() as found:
        yield found


@pytest.fixture
def grade(mini, server, executor):
    """Grade the small course in a thread of this process, on the shared fork server."""

    def run(*students: str, **options: object) -> dict[str, Report]:
        run.batch = Batch(mini.course, "mini", server=server, executor=executor)  # type: ignore[attr-defined]
        reports = run.batch.run(run.batch.students(students), **options)  # type: ignore[attr-defined]
        return {report.student: report for report in reports}

    return run


def scores_in_gradebook(root: Path) -> dict[str, float]:
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "mini") as book:
        return {s.student.id: s.score for s in book.find_assignment("mini").submissions}


def test_a_class_is_graded_into_reports_notebooks_and_the_gradebook(mini, grade) -> None:
    mini.submit("ada")
    mini.submit("王小明, 二年級", double=WRONG)
    mini.submit("😀", greet="def greet(name): return 'Hello, ' + name + '!'\nprint('ready')")
    found = grade()
    assert {name: report.score for name, report in found.items()} == {"ada": 10, "王小明, 二年級": 5, "😀": 10}
    assert scores_in_gradebook(mini.root) == {"ada": 10, "王小明, 二年級": 5, "😀": 10}
    folder = mini.course.autograded("王小明, 二年級", "mini")
    assert read_report(mini.course.report_json("王小明, 二年級", "mini")) == found["王小明, 二年級"]
    notebook = nbformat.read(folder / "mini.ipynb", 4)
    nbformat.validate(notebook)
    tables = [o for c in notebook.cells for o in c.get("outputs", []) if "text/html" in o.get("data", {})]
    assert len(tables) == 2


def test_a_check_tells_what_was_wrong_and_holds_nothing_of_the_grader(mini, grade) -> None:
    mini.submit("ada", double=WRONG)
    report = grade()["ada"]
    first, second = report.tasks[0].checks
    assert (first.outcome, first.points, first.max_points) == (Outcome.FAILED, 0, 2)
    assert first.hint == say("想想兩倍", "Think of twice")
    assert all("9" in side.text and "6" in side.text for side in first.message.sides)
    assert "rng" not in str(second.message) and "student.double" not in str(second.message)
    assert {task.notebook for task in report.tasks} == {"mini"}
    assert "student.double" in second.detail


def test_unchanged_work_is_not_repeated_and_changed_work_is(mini, grade) -> None:
    mini.submit("ada")
    mini.submit("bo")
    first = grade()
    assert not any(report.cached for report in first.values())
    assert all(report.cached for report in grade().values())
    mini.submit("bo", double=WRONG)
    again = grade()
    assert (again["ada"].cached, again["bo"].cached, again["bo"].score) == (True, False, 5)
    mini.grader("test_greet", (mini.root / "graders/mini/test_greet.py").read_text() + "\n# changed\n")
    assert not any(report.cached for report in grade().values())


def test_a_mark_by_hand_is_asked_for_again_only_if_the_answer_changed(mini, grade) -> None:
    mini.submit("ada", double=WRONG)
    grade()
    with Gradebook(f"sqlite:///{mini.root / 'gradebook.db'}", "mini") as book:
        mark = book.find_grade("test_double", "mini", "mini", "ada")
        mark.manual_score, mark.needs_manual_grade = 4.5, False
        book.db.commit()
    for options in ({}, {"force": True}):
        grade(**options)
        assert not any("ada" in text for text in grade.batch.warnings)
    mini.submit("ada")
    grade()
    assert [text for text in grade.batch.warnings if "ada" in text and "test_double" in text]
    assert scores_in_gradebook(mini.root) == {"ada": 9.5}


def test_the_same_inputs_give_the_same_report(mini, grade) -> None:
    mini.submit("ada", double=WRONG)
    one, two = grade()["ada"], grade(force=True)["ada"]
    assert [(c.outcome, c.message) for t in one.tasks for c in t.checks] == [
        (c.outcome, c.message) for t in two.tasks for c in t.checks
    ]


def test_hidden_inputs_differ_between_students_and_submissions(mini, grade) -> None:
    mini.submit("ada", double=WRONG)
    mini.submit("bo", double=WRONG)
    found = grade()
    messages = {name: report.tasks[0].checks[1].message for name, report in found.items()}
    assert messages["ada"] != messages["bo"]
    mini.submit("ada", double=WRONG + "  # another try")
    assert grade()["ada"].tasks[0].checks[1].message != messages["ada"]


BREAKS_LATE = "from examiner import points\n@points(5)\ndef test_a(student): assert student.double(3) == 6, missing"


def test_a_fault_of_a_grader_costs_no_other_task_its_score_and_keeps_the_old_one(mini, grade) -> None:
    mini.submit("ada")
    grade()
    mini.grader("test_double", BREAKS_LATE)
    mini.submit("ada", double=WRONG)
    report = grade()["ada"]
    assert (report.outcome, report.score, report.waits) == (Verdict.GRADED, 5, True)
    assert report.fault is not None and report.fault.kind is FaultKind.GRADER
    assert report.fault.detail.startswith("no verdict on double: ")
    assert report.fault.detail.endswith("NameError: name 'missing' is not defined")
    assert [task.score for task in report.tasks] == [None, 5]
    assert scores_in_gradebook(mini.root) == {"ada": 10}
    with Gradebook(f"sqlite:///{mini.root / 'gradebook.db'}", "mini") as book:
        assert book.find_submission("mini", "ada").needs_manual_grade


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("def broken(:", "SyntaxError"),
        ("import nonesuch_module", "nonesuch_module"),
        ("from examiner import points\n@points(4)\ndef test_a(student): pass", "carry 4 points, the grade cell 5"),
        ("def test_a(student): pass", "no @points"),
        ("", "test_double.py is empty"),
        ("x = 1", "test_double.py holds no check"),
        ("from examiner import points\n\n@points(5)\ndef test_a(student): 1 / 0", "test_double.py:4: in test_a"),
        (
            "from examiner import points\n@points(5)\ndef test_a(student): assert student.double(3) == 7",
            "failed on the",
        ),
        ("from examiner import points\n@points(5)\ndef test_a(student): student.double(1)[0]", "test_double.py:3"),
    ],
)
def test_graders_that_do_not_hold_for_the_master_stop_the_run_before_anything_is_written(
    mini, grade, text: str, told: str
) -> None:
    mini.submit("ada")
    mini.grader("test_double", text)
    with pytest.raises(CourseError, match="not hold for the master") as caught:
        grade()
    assert told in str(caught.value) and "test_double" in str(caught.value)
    assert not (mini.root / "autograded").exists() and not (mini.root / "gradebook.db").exists()


def test_graders_are_tried_on_the_master_once_until_something_changes(mini, grade, monkeypatch) -> None:
    tries = []

    def counted(*arguments: Any, **options: Any) -> Any:
        tries.append(1)
        return try_on_master(*arguments, **options)

    monkeypatch.setattr(worker_module, "try_on_master", counted)
    mini.submit("ada")
    mini.submit("bo")
    grade("ada")
    grade("bo")
    grade(force=True)
    assert len(tries) == 1
    mini.grader("test_greet", (mini.root / "graders/mini/test_greet.py").read_text() + "\n# changed\n")
    grade()
    assert len(tries) == 2


def test_a_test_cell_that_fails_on_the_master_is_a_fault_and_no_zero(mini, grade) -> None:
    for path in (mini.root / "graders/mini").iterdir():
        path.unlink()
    master = nbformat.read(mini.root / "source/mini/mini.ipynb", 4)
    cell = next(c for c in master.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "test_double")
    cell.source += "\n### BEGIN HIDDEN TESTS\nassert nonesuch(7) == 14\n### END HIDDEN TESTS"
    nbformat.write(master, mini.root / "source/mini/mini.ipynb")
    mini.submit("ada")
    mini.submit("bo", greet="def greet(name): return name")
    found = grade()
    assert {name: [task.score for task in report.tasks] for name, report in found.items()} == {
        "ada": [None, 5],
        "bo": [None, 0],
    }
    assert all(report.fault and "nonesuch" in report.tasks[0].checks[0].detail for report in found.values())
    notebook = nbformat.read(mini.course.autograded("ada", "mini") / "mini.ipynb", 4)
    tables = [o["data"]["text/plain"] for c in notebook.cells for o in c.get("outputs", []) if "data" in o]
    assert "nonesuch" not in str(tables) and "the grader had a problem" not in str(found["bo"].tasks[1])
    with Gradebook(f"sqlite:///{mini.root / 'gradebook.db'}", "mini") as book:
        row = book.find_grade("test_double", "mini", "mini", "ada")
        assert (row.auto_score, row.needs_manual_grade) == (None, True)


def test_broken_uploads_are_rejected_and_the_batch_goes_on(mini, grade) -> None:
    for name, content in {"cut": b'{"cells": [', "empty": b"", "other": b'{"a": 1}'}.items():
        mini.submit(name).write_bytes(content)
    mini.submit("ada")
    found = grade()
    assert {n: r.outcome for n, r in found.items()} == {
        "ada": Verdict.GRADED, "cut": Verdict.REJECTED, "empty": Verdict.REJECTED, "other": Verdict.REJECTED,
    }  # fmt: skip
    assert all(report.reason for name, report in found.items() if name != "ada")
    assert scores_in_gradebook(mini.root) == {"ada": 10}


def test_marks_given_by_hand_are_kept(mini, grade) -> None:
    mini.submit("ada", double=WRONG)
    grade()
    with Gradebook(f"sqlite:///{mini.root / 'gradebook.db'}", "mini") as book:
        row = book.find_grade("test_double", "mini", "mini", "ada")
        row.manual_score = 4
        book.find_comment("double", "mini", "mini", "ada").manual_comment = "well tried"
        book.db.commit()
    mini.submit("ada")
    grade()
    with Gradebook(f"sqlite:///{mini.root / 'gradebook.db'}", "mini") as book:
        row = book.find_grade("test_double", "mini", "mini", "ada")
        assert (row.manual_score, row.auto_score) == (4, 5)
        assert book.find_comment("double", "mini", "mini", "ada").manual_comment == "well tried"


def test_text_on_stderr_costs_no_points(mini, grade) -> None:
    mini.submit(
        "ada",
        double="import sys, warnings\nprint('log', file=sys.stderr)\nwarnings.warn('old')\ndef double(x): return x * 2",
    )
    assert grade()["ada"].score == 10


def test_an_assignment_without_graders_is_scored_by_its_own_asserts(mini, grade) -> None:
    for path in (mini.root / "graders/mini").iterdir():
        path.unlink()
    master = nbformat.read(mini.root / "source/mini/mini.ipynb", 4)
    cell = next(c for c in master.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "test_double")
    cell.source += "\n### BEGIN HIDDEN TESTS\nassert double(7) == 14\n### END HIDDEN TESTS"
    nbformat.write(master, mini.root / "source/mini/mini.ipynb")
    mini.submit("ada")
    mini.submit("bo", double="def double(x):\n    return 4")
    assert {name: report.score for name, report in grade().items()} == {"ada": 10, "bo": 5}


def test_bad_cells_cost_their_own_task(mini, grade) -> None:
    mini.submit("loop", double="while True: pass")
    mini.submit("stubborn", double="while True:\n    try:\n        while True: pass\n    except BaseException: pass")
    mini.submit("exit", double="import os\nos._exit(0)")
    mini.submit("hog", double="everything = []\nwhile True: everything.append(bytearray(10**7))")
    mini.submit("syntax", double="def double(x)\n    return 2")
    found = grade()
    assert {name: report.score for name, report in found.items()} == dict.fromkeys(found, 5)
    outcomes = {name: report.tasks[0].checks[0].outcome for name, report in found.items()}
    assert outcomes == {
        "loop": Outcome.TIMED_OUT, "stubborn": Outcome.TIMED_OUT, "exit": Outcome.CRASHED, "hog": Outcome.RAISED, "syntax": Outcome.RAISED,
    }  # fmt: skip


def test_a_new_secret_where_old_reports_exist_is_warned_about(mini, grade) -> None:
    mini.submit("ada")
    grade()
    assert grade.batch.warnings == []
    mini.course.secret.unlink()
    grade()
    assert "another course secret" in grade.batch.warnings[0]
    assert mini.course.secret.stat().st_mode & 0o777 == 0o600


def test_a_library_that_cannot_be_imported_is_warned_about_once(mini, server, executor) -> None:
    mini.submit("ada")
    mini.submit("bo")
    attached = ForkServer.attach(server.folder)
    attached.missing = ("no_such_module: ModuleNotFoundError: No module named 'no_such_module'",)
    batch = Batch(mini.course, "mini", server=attached, executor=executor)
    assert len(list(batch.run(batch.students()))) == 2
    (warning,) = batch.warnings
    assert "c.Examiner.preload: no_such_module: ModuleNotFoundError" in warning


def test_the_settings_say_who_the_box_becomes_and_how_many_kernels_are_spare(mini, monkeypatch, server) -> None:
    asked: dict[str, object] = {}
    for module in ("kernels.warm", "batch.worker"):
        running = SimpleNamespace(start=lambda: ForkServer.attach(server.folder))
        monkeypatch.setattr(f"examiner.{module}.ForkServer", lambda *a, **k: asked.update(k) or running)  # noqa: B023
    monkeypatch.setattr("examiner.course.settings.Settings.box_uid", lambda self: 54321 if self.box_user else None)
    mini.configure("c.Examiner.spare_kernels = 3\nc.Examiner.box_user = 'somebody'")
    mini.submit("ada")
    Batch(mini.course, "mini")._warm.server()
    assert asked.pop("user") == 54321
    job = worker_module.Job(str(mini.root), "mini", "ada", None, True, "")
    _, pool = worker_module.Worker()._prepared(job)
    assert (asked["user"], pool.spare) == (54321, 3)


@pytest.mark.parametrize("own", [False, True])
def test_what_a_submission_leaves_in_a_circle_is_let_go_of_before_the_next(monkeypatch, own: bool) -> None:
    left, frozen = list[weakref.ref[Any]](), list[int]()

    class Circle:
        pass

    def leave(*_: object, **__: object) -> Any:
        circle = Circle()
        circle.itself = circle
        left.append(weakref.ref(circle))
        return circle.itself and Trial("")

    pool = SimpleNamespace(server=SimpleNamespace(alive=lambda: True), session=None)
    monkeypatch.setattr(
        worker_module.Worker, "_prepared", lambda self, job: (SimpleNamespace(limits=None, books=()), pool)
    )
    monkeypatch.setattr(worker_module, "_limit_own_cpu", lambda seconds: None)
    monkeypatch.setattr(
        worker_module, "Budget", lambda limits: SimpleNamespace(figures=lambda: {"worker_cpu_seconds": 1})
    )
    monkeypatch.setattr(worker_module, "try_on_master", leave)
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append(len(left)))
    worker = worker_module.Worker(SimpleNamespace() if own else None)
    gc.disable()
    try:
        for _ in range(2):
            worker.grade(worker_module.Job("", "mini", worker_module.MASTER, None, True, ""))
    finally:
        gc.enable()
    assert [circle() for circle in left] == [None, None]
    assert frozen == [1] * own  # only a process of ours, and once: what is frozen is never let go of


def test_an_unknown_student_or_assignment_is_told_the_nearest(mini, grade) -> None:
    mini.submit("ada")
    with pytest.raises(CourseError, match="did you mean 'ada'"):
        grade("adda")
    with pytest.raises(CourseError, match="did you mean 'mini'"):
        Batch(mini.course, "mimi")


def test_a_gradebook_that_cannot_be_written_stops_before_anything_is_changed(mini, grade) -> None:
    mini.submit("ada")
    (mini.root / "gradebook.db").write_text("this is no database")
    with pytest.raises(GradebookError, match=r"gradebook\.db"):
        grade()
    assert not mini.course.autograded("ada", "mini").exists()


def test_two_graders_at_once_are_refused(mini, grade, server) -> None:
    mini.submit("ada")
    second = Batch(mini.course, "mini", server=server)
    with the_only_writer(mini.course):
        with pytest.raises(CourseError, match="another examiner"):
            grade()  # before anything is loaded
        with pytest.raises(CourseError, match="another examiner"):
            next(second.run(["ada"]))


def _kill_worker_once(job) -> object:
    flag = Path(job.root, "killed")
    if job.student == "bo" and not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return worker_module.work(job)


def _kill_worker_always(job) -> object:
    if job.student == "bo":
        os.kill(os.getpid(), signal.SIGKILL)
    return worker_module.work(job)


@pytest.mark.parametrize(("work", "score"), [(_kill_worker_once, 10), (_kill_worker_always, None)])
def test_a_worker_that_dies_takes_no_other_submission_along(mini, server, monkeypatch, work, score) -> None:
    for name in ("ada", "bo", "cy"):
        mini.submit(name)
    monkeypatch.setattr("examiner.batch.runner.work", work)
    context = multiprocessing.get_context("fork")  # so that the workers know this test's function
    monkeypatch.setattr(
        Batch, "_pool", lambda self, workers: concurrent.futures.ProcessPoolExecutor(workers, mp_context=context)
    )
    batch = Batch(mini.course, "mini", jobs=2, server=server)
    found = {report.student: report for report in batch.run(batch.students())}
    assert {name: report.score for name, report in found.items()} == {"ada": 10, "bo": score, "cy": 10}
    fault = found["bo"].fault
    assert found["bo"].outcome is (Verdict.GRADED if score else Verdict.FAULT)
    assert (fault.kind if fault is not None else None) is (None if score else FaultKind.WORKER)


def test_an_interrupted_batch_goes_on_where_it_stopped(mini, grade, server, executor) -> None:
    for name in ("ada", "bo", "cy"):
        mini.submit(name)
    batch = Batch(mini.course, "mini", server=server, executor=executor)
    reports = batch.run(batch.students())
    done = next(reports).student
    reports.close()
    found = grade()
    assert {name for name, report in found.items() if report.cached} == {done}
    assert scores_in_gradebook(mini.root) == {"ada": 10, "bo": 10, "cy": 10}


def test_results_are_written_whole_or_not_at_all(mini, grade, monkeypatch) -> None:
    mini.submit("ada")
    grade()
    before = mini.course.report_json("ada", "mini").read_bytes()
    mini.submit("ada", double=WRONG)

    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("examiner.course.results.nbformat.write", full)
    grade()
    assert "No space left" in grade.batch.problems[0]
    assert grade.batch.stopped
    folder = mini.course.autograded("ada", "mini")
    assert mini.course.report_json("ada", "mini").read_bytes() == before
    assert [p.name for p in folder.parent.iterdir()] == ["mini"]


def test_a_report_reads_back_as_it_was_and_refuses_what_it_does_not_know(mini, grade) -> None:
    mini.submit("ada")
    report = grade()["ada"]
    data = json.loads(report.dumps())
    assert Report.from_json(data) == report
    with pytest.raises(ValueError, match=r"report: .*unknown field `extra`"):
        Report.from_json({**data, "extra": 1})
    with pytest.raises(ValueError, match=r"report: .*tasks\[0\]\.score"):
        Report.from_json({**data, "tasks": [{**data["tasks"][0], "score": "10"}]})


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ForkServerError("gone"), FaultKind.FORK_SERVER),
        (ValueError("ForkServerError: said by somebody else"), FaultKind.INTERNAL),
        (KernelDied("ForkServerError"), FaultKind.INTERNAL),
        (GraderProblem("pytest ended"), FaultKind.GRADER),
    ],
)
def test_a_fault_is_known_by_its_kind_and_not_by_its_words(error: Exception, kind: FaultKind) -> None:
    fault = fault_of(error)
    assert (fault.kind, fault.detail) == (kind, f"{type(error).__name__}: {error}")
    assert fault_of(ValueError("half a pair: \ud800")).detail.isascii()


def test_a_report_of_the_first_version_is_graded_again_and_never_misread(mini, grade) -> None:
    mini.submit("ada", double=WRONG)
    report = grade()["ada"]
    assert grade()["ada"].cached
    path = mini.course.report_json("ada", "mini")
    path.write_text(json.dumps(_first_version(json.loads(path.read_text()))))
    with pytest.raises(CourseError, match=r"schema_version: version 1 cannot be read.*Grade again"):
        read_report(path)
    again = grade()["ada"]
    assert (again.cached, again.score) == (False, report.score)
    assert read_report(path) == again


def _first_version(data: dict[str, Any]) -> dict[str, Any]:
    """Return a report as it was written before sentences were objects and tasks had notebooks."""

    def text(sides: dict[str, str] | None) -> str:
        return " / ".join((sides or {}).values())

    for task in data["tasks"]:
        del task["notebook"]
        task |= {name: text(task[name]) for name in ("title", "answer_error")}
        for check in task["checks"]:
            check |= {name: text(check[name]) for name in ("title", "message", "hint")}
    del data["schema_version"], data["fault"]
    return {**data, "reason": "", "notes": [text(note) for note in data["notes"]]}


# -- busy neighbours -----------------------------------------------------------------------------------


class InCompany(OneThread):
    """A thread of this process, beside which others use every CPU until the first ``times`` submissions are through."""

    def __init__(self, times: int = 1) -> None:
        super().__init__()
        self.times, self.jobs = times, list[str]()

    def submit(self, function, /, *jobs):  # type: ignore[override]
        self.jobs += [job.student for job in jobs]
        return super().submit(self._beside_hogs if jobs and len(self.jobs) <= self.times else function, *jobs)

    def _beside_hogs(self, job):
        # Each in a session of its own: Linux deals CPU time by sessions first. The grading process starves with the
        # kernel, so they are no more than it takes: a seventh of a CPU is left.
        spin, count = [sys.executable, "-c", "while True: pass"], 6 * (os.cpu_count() or 1)
        hogs = [subprocess.Popen(spin, start_new_session=True) for _ in range(count)]
        try:
            return worker_module.work(job)
        finally:
            for hog in hogs:
                hog.kill()
                hog.wait()


SOME_WORK = "import time\nwhile time.process_time() < 4: pass\ndef double(x): return x * 2"


@pytest.mark.slow
def test_hogs_beside_an_honest_notebook_cost_it_no_point(mini, server) -> None:
    mini.configure(
        "c.Examiner.limits = {'cell_seconds': 10, 'notebook_seconds': 10, 'wall_factor': 1, 'memory_mib': 256}"
    )
    mini.submit("ada", double=SOME_WORK)
    with InCompany() as executor:
        batch = Batch(mini.course, "mini", server=server, executor=executor)
        keep_trial(batch.loaded, Trial(trial_key(batch.loaded, boxed=True)))
        (report,) = batch.run(["ada"])
    assert (report.score, executor.jobs) == (10, ["ada", "ada"])


def test_who_starved_is_graded_last_with_nothing_beside_and_only_that_counts(mini, server, monkeypatch) -> None:
    for student in ("ada", "bob", "eve"):
        mini.submit(student)
    order: list[str] = []

    def work(job: worker_module.Job) -> Graded:
        order.append(job.student)
        again = order.count(job.student) > 1
        graded = Graded(batch.fault(job.student, Fault(FaultKind.INTERNAL, f"{again}")).report)
        return dataclasses.replace(graded, starved=job.student != "bob")

    monkeypatch.setattr(runner_module, "work", work)
    with OneThread() as executor:
        batch = Batch(mini.course, "mini", server=server, executor=executor)
        keep_trial(batch.loaded, Trial(trial_key(batch.loaded, boxed=True)))
        reports = {report.student: report for report in batch.run(["ada", "bob", "eve"])}
    assert sorted(order[:3]) == ["ada", "bob", "eve"] and order[3:] == ["ada", "eve"]
    assert {name: str(report.fault.detail) for name, report in reports.items()} == {
        "ada": "True",
        "bob": "False",
        "eve": "True",
    }


UNPACKS = """
from examiner import points

@points(5)
def test_pair(student):
    first, second = student.double([1, 2])
    assert (first, second) == (2, 4)
"""


SUBTRACTS = """
from examiner import points

@points(5)
def test_less(student):
    less = student.double([1, 2]) - 1  # no list can do that, though the task does not ask for an array
    assert less.tolist() == [1, 3]
"""


def test_however_many_students_forget_a_return_nobody_waits(mini, grade) -> None:
    mini.grader("test_double", UNPACKS)
    wrong = {"ada": "pass", "bo": "pass", "cy": "pass", "di": "return 3", "ed": "return [2]", "fu": "return 'two'"}
    for name, body in wrong.items():
        mini.submit(name, double=f"def double(x): {body}")
    found = grade()
    assert {name: report.score for name, report in found.items()} == dict.fromkeys(wrong, 5)
    assert not any(report.waits for report in found.values())
    assert "is `return` missing?" in str(found["ada"].tasks[0].checks[0].message)


def test_from_the_third_student_with_the_same_line_on_it_is_a_fault_of_the_check(mini, grade) -> None:
    mini.grader("test_double", SUBTRACTS)
    mini.submit("right")
    for name in ("ada", "bo"):
        mini.submit(name, double="def double(x): return [2 * i for i in x]")
    found = grade()
    assert {name: report.score for name, report in found.items()} == {"right": 10, "ada": 5, "bo": 5}
    assert not any(report.waits for report in found.values())
    mini.submit("cy", double="def double(x): return tuple(2 * i for i in x)")
    for _ in range(2):  # the same again if nothing has changed
        found = grade()
        assert {name: [task.score for task in report.tasks] for name, report in found.items()} == {
            "right": [5, 5],
            "ada": [None, 5],
            "bo": [None, 5],
            "cy": [None, 5],
        }
        (check,) = found["cy"].tasks[0].checks
        assert "3 students' values made this line raise: test_double.py:5: less = student" in check.detail
        assert read_report(mini.course.report_json("ada", "mini")).fault is not None
        with Gradebook(f"sqlite:///{mini.root / 'gradebook.db'}", "mini") as book:
            row = book.find_grade("test_double", "mini", "mini", "ada")
            assert (row.auto_score, row.needs_manual_grade) == (None, True)
    mini.submit("cy")
    assert [task.score for task in grade()["ada"].tasks] == [0, 5]
    mini.submit("cy", double="def double(x): return [0, 0]")
    mini.configure("c.Examiner.same_line = 0")
    assert {name: report.score for name, report in grade().items()} == {"right": 10, "ada": 5, "bo": 5, "cy": 5}
