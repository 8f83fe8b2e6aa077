"""nbgrader_config.py is executed once, and what it sets is handed on."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from examiner.course.errors import CourseError
from examiner.course.layout import Course

Write = Callable[..., Course]
COUNTED = """
import pathlib
with open(pathlib.Path(__file__).with_name("executions"), "a") as file:
    file.write("1")
c.CourseDirectory.course_id = "tiny"
c.ClearSolutions.code_stub = {"python": "# yours"}
c.Some.hook = lambda notebook: notebook
"""


def executions(course: Course) -> int:
    return len((course.root / "executions").read_text())


def test_a_course_executes_its_file_once_whatever_is_done_with_it(write_course: Write) -> None:
    from examiner.pipeline import load_assignment  # takes nbgrader along
    from examiner.release.edition import make_release

    course = write_course(config=COUNTED)
    assert make_release(course, "hw1", check=True).differences == ("hw1.ipynb is missing",)
    loaded = load_assignment(course, "hw1")
    assert "# yours" in loaded.books[0].notebook.cells[4].source  # a setting of nbgrader's own
    assert course.settings.limits("hw1") == loaded.limits
    assert executions(course) == 1


def test_a_course_that_is_found_again_sees_what_has_changed(write_course: Write) -> None:
    old = write_course(config=COUNTED)
    old.config.write_text(COUNTED.replace('"tiny"', '"large"'))
    new = Course.find(old.root)
    assert (old.settings.course_id, new.settings.course_id) == ("tiny", "large")
    assert old != new and old.settings.file is not None and new.settings.file is not None
    assert (old.settings.file.is_current(), new.settings.file.is_current()) == (False, True)
    new.config.unlink()
    assert not new.settings.file.is_current()


def test_what_is_handed_out_may_be_changed(write_course: Write) -> None:
    course = write_course(config="c.Execute.timeout = 3\nc.Exporter.list = [1]\n")
    for _ in range(2):
        config = course.settings.nbgrader_config()
        assert config == {"Execute": {"timeout": 3}, "Exporter": {"list": [1]}}
        config.Execute.timeout = 4
        config.Exporter.list.append(2)
        config.Another.x = 1


def test_another_process_gets_the_settings_and_executes_the_file_only_if_asked(write_course: Write) -> None:
    course = write_course(config=COUNTED)
    sent = pickle.loads(pickle.dumps(course))  # a function in the file cannot be sent
    assert sent == course and sent.settings.course_id == "tiny"
    assert executions(course) == 1
    assert sent.settings.nbgrader_config().ClearSolutions.code_stub == {"python": "# yours"}
    assert sent.settings.nbgrader_config().Some.hook(5) == 5
    assert executions(course) == 2


def test_another_process_refuses_a_file_that_has_changed(write_course: Write) -> None:
    course = write_course(config=COUNTED)
    sent = pickle.loads(pickle.dumps(course))
    course.config.write_text("c.Execute.timeout = 9\n")
    with pytest.raises(CourseError, match=r"nbgrader_config\.py has changed while it was in use"):
        sent.settings.nbgrader_config()
    assert "Some" in course.settings.nbgrader_config()


def test_the_file_imports_what_lies_beside_it_as_with_nbgrader(
    write_course: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = write_course(config="c.Examiner.jobs = 3\n")
    (course.root / "names_of_this_course.py").write_text('NAME = "imported"\n')
    course.config.write_text("from names_of_this_course import NAME\nc.CourseDirectory.course_id = NAME\n")
    monkeypatch.delitem(sys.modules, "names_of_this_course", raising=False)
    before = list(sys.path)
    assert Course.find(course.root).settings.course_id == "imported"
    assert sys.path == before


def test_a_preprocessor_may_lie_beside_the_file(write_course: Write) -> None:
    from examiner.release.form import conversion  # takes nbgrader along

    course = write_course(config="c.GenerateAssignment.preprocessors = ['steps_of_this_course.Mine']\n")
    (course.root / "steps_of_this_course.py").write_text(
        "from nbgrader.preprocessors import NbGraderPreprocessor\n\n\nclass Mine(NbGraderPreprocessor):\n    pass\n"
    )
    assert "Mine" in [step.__name__ for step in conversion(course.settings)[0]]


def test_a_course_made_by_hand_has_the_default_settings(tmp_path: Path) -> None:
    course = Course(tmp_path)
    assert course.settings.root == tmp_path and course.settings.nbgrader_config() == {}


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").mkdir()
    from examiner.course.settings import load_settings

    with pytest.raises(CourseError, match=r"nbgrader_config\.py cannot be read"):
        load_settings(tmp_path)
