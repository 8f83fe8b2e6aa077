"""What nbgrader's preprocessors share is read once, and again when a file of it has changed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from traitlets.config import Config

from examiner import nbgrader_plugin, pipeline
from examiner.batch.bounded import TookTooLong, at_most
from examiner.batch.worker import bounded
from examiner.course.layout import Course
from examiner.model import FaultKind, Limits, Verdict
from examiner.model.limits import OWN, OwnLimits
from examiner.nbgrader_plugin import Door, NotGraded, ShowMarks
from examiner.pipeline import Graded

EMPTY = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch, server) -> Door:
    """A process' door of its own, on the shared fork server."""
    Door.clear_instance()
    monkeypatch.setattr(nbgrader_plugin, "shared_server", lambda preload, user=None: server)
    yield Door.instance()
    Door.instance().close()
    Door.clear_instance()


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Counts how often an assignment is read and converted, and a settings file executed."""
    seen = {"assignment": 0, "course": 0}

    def counting(what: str, original: Callable) -> Callable:
        def counted(*args):
            seen[what] += 1
            return original(*args)

        return counted

    monkeypatch.setattr(pipeline, "load_assignment", counting("assignment", pipeline.load_assignment))
    monkeypatch.setattr(Course, "find", counting("course", Course.find))
    return seen


def resources(mini, student: str = "ada") -> dict[str, dict[str, str]]:
    names = {"assignment": "mini", "student": student, "notebook": "mini"}
    return {"nbgrader": names, "metadata": {"path": str(mini.root / "autograded" / student / "mini")}}


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # of nbgrader's add_submission
def test_a_class_is_graded_by_nbgrader_with_one_reading_of_its_assignment(mini, door, reads, monkeypatch) -> None:
    from traitlets.config.loader import PyFileConfigLoader

    for student in ("ada", "bo"):
        mini.submit(student)
    monkeypatch.chdir(mini.root)
    config = PyFileConfigLoader("nbgrader_config.py", path=str(mini.root)).load_config()
    config.CourseDirectory.root = str(mini.root)
    api = NbGraderAPI(config=Config(config))
    assert api.generate_assignment("mini")["success"] is True
    for student in ("ada", "bo"):
        answer = api.autograde("mini", student)
        assert answer["success"] is True, answer
        assert (mini.root / f".examiner/reports/mini/{student}.json").is_file()
    assert reads == {"assignment": 1, "course": 1}


@pytest.mark.parametrize(
    "change",
    [
        lambda mini: mini.grader("test_double", "from examiner import points\n@points(5)\ndef test_a(student): pass"),
        lambda mini: (mini.root / "source/mini/numbers.csv").write_text("1"),
        lambda mini: (mini.root / "source/header.ipynb").write_text(EMPTY + "\n"),
        lambda mini: (mini.root / ".examiner/secret").write_bytes(b"x" * 32),
    ],
    ids=["grader", "data", "header", "secret"],
)
def test_a_changed_file_is_read_again_and_only_once(mini, door, reads, change) -> None:
    mini.configure("c.IncludeHeaderFooter.header = 'source/header.ipynb'")
    (mini.root / "source/header.ipynb").write_text(EMPTY)
    first = door.assignment(resources(mini))
    assert door.assignment(resources(mini, "bo")) is first
    change(mini)
    second = door.assignment(resources(mini))
    assert second is not first and door.assignment(resources(mini)) is second
    assert reads == {"assignment": 2, "course": 1}


def test_no_code_runs_where_nbgrader_was_told_to_run_none(mini, door) -> None:
    told = Config(Execute={"enabled": False})  # what `nbgrader autograde --no-execute` sets
    with pytest.raises(NotGraded, match="--no-execute"):
        nbgrader_plugin.Intake(config=told).preprocess(nbformat.v4.new_notebook(), resources(mini))


def test_changed_settings_are_read_again(mini, door, reads) -> None:
    assert door.assignment(resources(mini)).limits.deaths == Limits().deaths
    mini.configure("c.Examiner.limits = {'deaths': 1}")
    assert door.assignment(resources(mini)).limits.deaths == 1
    assert door.assignment(resources(mini)).limits.deaths == 1
    assert reads == {"assignment": 2, "course": 2}


def test_what_no_score_depends_on_is_not_looked_at(mini, door, reads) -> None:
    first = door.assignment(resources(mini))
    (mini.root / "graders/mini/wrong/double").mkdir(parents=True)
    (mini.root / "graders/mini/wrong/double/zero.py").write_text("def double(x): return 0")
    mini.submit("cy")
    assert door.assignment(resources(mini)) is first


def test_kernels_of_one_course_come_from_one_pool(mini, door) -> None:
    settings = door.course(resources(mini)).settings
    assert door.pool(settings) is door.pool(settings)


def test_nbgraders_feedback_has_tables_of_what_people_gave_and_ruled(mini, door, server, examiner) -> None:
    mini.submit("ada", double="def double(x): return 0")
    assert examiner(mini.root, "grade", "mini").returncode == 0
    with Gradebook(f"sqlite:///{mini.root / 'gradebook.db'}", "mini") as book:
        book.find_grade("test_double", "mini", "mini", "ada").manual_score = 4.5
        book.db.commit()
    assert examiner(mini.root, "void", "mini", "-t", "greet", "--points", "out").returncode == 0
    notebook = nbformat.read(mini.root / "autograded/ada/mini/mini.ipynb", as_version=4)
    shown, _ = ShowMarks().preprocess(notebook, resources(mini))
    given = [
        output.data["text/plain"] for cell in shown.cells for output in cell.get("outputs", []) if "data" in output
    ]
    tables = [text for text in given if " / 5" in text]  # beside one that says what was not run
    assert "4.5 / 5" in tables[0] and "changed the mark to 4.5 (scored by machine: 0)" in tables[0]
    assert "– / 5" in tables[1] and "its points left the total" in tables[1]


GRADER = """
    import os, resource, signal, time
    from pathlib import Path
    from examiner import points

    @points(5)
    def test_double(student):
        found = student.double(3)
        if found == -1:
            os.kill(os.getpid(), signal.SIGKILL)
        if found == -2:
            time.sleep(600)
        if found == -3:
            limits = [resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_DATA, resource.RLIMIT_CPU)]
            Path({place!r}).write_text(f"{{os.getpid()}} {{limits[0]}} {{limits[1]}}")
        assert found == 6
"""


@pytest.fixture
def grade(mini, door, tmp_path):
    """Grade a submission as the preprocessor does; the answer decides what happens to the process that grades."""
    mini.grader("test_double", GRADER.format(place=str(tmp_path / "told")))

    def run(student: str, answer: int):
        mini.submit(student, double=f"def double(x): return {answer}")
        loaded = door.assignment(resources(mini, student))
        return door.graded(loaded, loaded.course.submission(student, "mini")).report

    return run


def test_what_a_submission_does_to_the_process_that_grades_it_does_nothing_to_nbgraders(grade) -> None:
    dead = grade("bo", -1)
    assert (dead.outcome, dead.fault.kind, dead.boxed) == (Verdict.FAULT, FaultKind.WORKER, True)
    assert [grade("ada", 6).score, grade("cy", 5).score] == [10, 5]


def test_a_process_that_does_not_end_is_ended(grade, monkeypatch) -> None:
    assert grade("ada", 6).score == 10
    monkeypatch.setattr("examiner.kernels.budget.OWN", OwnLimits(runs=0, real_seconds=2))
    assert grade("bo", -2).fault.kind is FaultKind.WORKER


def test_a_submission_is_graded_beside_nbgraders_process_within_bounds(grade, tmp_path) -> None:
    assert grade("bo", -3).outcome is Verdict.GRADED
    process, memory, cpu = map(int, (tmp_path / "told").read_text().split())
    assert process != os.getpid()
    assert memory == OWN.memory_mib << 20 and 0 < cpu < 600


def test_a_result_that_the_writer_could_not_hold_is_a_fault(grade, door, mini, monkeypatch) -> None:
    report = grade("ada", 6)
    loaded = door.assignment(resources(mini))
    submission = loaded.course.submission("ada", "mini")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_raw_cell("x" * (3 << 20))])
    assert bounded(loaded, submission, Graded(report, {"mini": notebook})).report is report
    monkeypatch.setattr("examiner.batch.worker.OWN", OwnLimits(result_mib=2))
    found = bounded(loaded, submission, Graded(report, {"mini": notebook}))
    assert (found.notebooks, found.report.fault.detail) == ({}, "its result takes 3 MiB, of 2")


def test_what_takes_too_long_to_read_is_stopped_and_nothing_later_is() -> None:
    before = signal.getsignal(signal.SIGPROF)
    with pytest.raises(TookTooLong), at_most(0.2):
        while True:
            pass
    with at_most(0.1):
        pass
    deadline = time.process_time() + 0.3
    while time.process_time() < deadline:
        pass
    assert signal.getsignal(signal.SIGPROF) is before
