"""Where things lie, and which names are let through."""

from __future__ import annotations

import dataclasses
import os
import pickle
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from examiner.course.errors import CourseError, Rejected, check_name, nearest
from examiner.course.layout import Course
from examiner.course.masters import require_graders_in_place
from examiner.course.settings import Settings
from examiner.model import say


def test_a_course_is_found_from_a_folder_inside_it(course: Course) -> None:
    assert Course.find(course.source("hw1")) == course
    assert Course.find(course.root).root == course.root


def test_outside_a_course_the_error_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"nbgrader_config\.py.*examiner init NAME"):
        Course.find(tmp_path)


def test_a_file_outside_of_courses_names_the_course_as_on_a_hub(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = tmp_path / "etc"
    outside.mkdir()
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(outside))
    file = outside / "nbgrader_config.py"
    file.write_text('c.CourseDirectory.course_id = "outer"\nc.Examiner.languages = ["fr"]\n')
    assert (Course.find(course.root).settings.course_id, course.settings.languages) == ("tiny", ("en",))
    file.write_text(f"c.CourseDirectory.root = {str(course.root)!r}\nc.Examiner.jobs = 3\n")
    inner = Course.find(course.root)
    assert (inner.settings.jobs, inner.settings.course_id) == (3, "tiny")
    course.config.unlink()
    found = Course.find(tmp_path)
    assert (found.root, found.settings.jobs) == (course.root, 3)
    assert Course.find(found.root).settings == found.settings
    file.write_text("c.Examiner.jobs = 4\n")
    assert not found.is_current()
    with pytest.raises(CourseError, match="lies in no course"):
        Course.find(tmp_path)


def test_a_folder_with_masters_is_a_course_without_a_settings_file(course: Course) -> None:
    course.config.unlink()
    found = Course.find(course.source("hw1"))
    assert (found.root, found.settings.course_id) == (course.root, "default_course")
    copy = pickle.loads(pickle.dumps(found))
    assert found.is_current() and copy.settings.file.values() == {}
    course.config.write_text("c.Examiner.jobs = 4\n")
    assert not found.is_current() and not copy.is_current()
    course.config.unlink()
    for notebook in course.source("hw1").glob("*.ipynb"):
        notebook.unlink()
    with pytest.raises(CourseError, match="lies in no course"):
        Course.find(course.source("hw1"))


def test_the_working_directory_is_the_default_start(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(course.source("hw1"))
    assert Course.find().root == course.root


@pytest.mark.parametrize(
    "name", ["", " ", "..", ".", "a/b", "../hw1", "/etc", "a\\b", "a\0b", ".git", "a\nb", "\udcff", "x" * 256]
)
def test_a_name_that_is_not_one_plain_folder_is_refused(course: Course, name: str) -> None:
    for build in (
        course.source,
        course.graders,
        course.release,
        course.hidden_data,
        course.class_report,
        course.require,
        course.students,
        lambda name: course.submitted(name, "hw1"),
        lambda name: course.autograded("ada", name),
        lambda name: course.feedback(name, "hw1"),
        lambda name: course.report_json(name, "hw1"),
        lambda name: course.submission(name, "hw1"),
    ):
        with pytest.raises(CourseError, match="cannot be the name"):
            build(name)


@pytest.mark.parametrize("name", ["王小明", "O'Neil, Ada", "🙂", "a..b", "100% [x]", "Zoë"])
def test_a_student_may_have_any_other_name(course: Course, name: str) -> None:
    course.submitted(name, "hw1").mkdir(parents=True)
    assert course.students("hw1") == (name,)
    assert course.submission(name, "hw1").folder == course.root / "submitted" / name / "hw1"


@pytest.mark.parametrize("name", ["a+b", "hw[1]", "hw*", "{x}"])
def test_an_assignment_name_that_nbgrader_would_misread_is_refused(name: str) -> None:
    with pytest.raises(CourseError, match="nbgrader"):
        check_name(name, "assignment")


def test_all_paths_lie_where_nbgrader_expects_them(course: Course) -> None:
    root = course.root
    assert course.source("hw1") == root / "source/hw1"
    assert course.release("hw1") == root / "release/hw1"
    assert course.submitted("ada", "hw1") == root / "submitted/ada/hw1"
    assert course.autograded("ada", "hw1") == root / "autograded/ada/hw1"
    assert course.feedback("ada", "hw1") == root / "feedback/ada/hw1"
    assert course.graders("hw1") == root / "graders/hw1"
    assert course.hidden_data("hw1") == root / "graders/hw1/data"
    assert course.report_json("ada", "hw1") == root / ".examiner/reports/hw1/ada.json"
    assert course.class_report("hw1") == root / "feedback/hw1.html"
    (root / "submitted/hw1.html/hw1").mkdir(parents=True)  # a student may be called so
    assert course.class_report("hw1") == root / "feedback/class-hw1.html"
    assert course.class_figures("hw1") == root / ".examiner/class/hw1.json"
    assert course.course_report() == root / "feedback/all-assignments.html"
    assert course.secret == root / ".examiner/secret"
    assert course.config == root / "nbgrader_config.py"
    assert course.gradebook_url == f"sqlite:///{root}/gradebook.db"
    assert course.gradebook == root / "gradebook.db"


def test_a_gradebook_on_a_server_has_no_file() -> None:
    course = Course(Path("/c"), Settings(Path("/c"), db_url="postgresql://host/grades"))
    assert (course.gradebook_url, course.gradebook) == ("postgresql://host/grades", None)


def test_folders_that_the_settings_rename_are_used(write_course: Callable[..., Course]) -> None:
    course = write_course(config='c.CourseDirectory.submitted_directory = "handed_in"\n')
    assert course.submitted("ada", "hw1") == course.root / "handed_in/ada/hw1"


def test_assignments_are_the_source_folders_with_a_notebook_in_natural_order(course: Course) -> None:
    for name in ("hw10", "hw2", "empty", ".ipynb_checkpoints"):
        course.root.joinpath("source", name).mkdir()
    for name in ("hw10", "hw2", ".ipynb_checkpoints"):
        course.root.joinpath("source", name, f"{name}.ipynb").write_text("{}")
    (course.root / "source" / "header.ipynb").write_text("{}")
    assert course.assignments() == ("hw1", "hw2", "hw10")


def test_students_are_those_who_submitted_this_assignment(course: Course) -> None:
    for student, assignment in (("s10", "hw1"), ("s9", "hw1"), ("eve", "hw2")):
        course.submitted(student, assignment).mkdir(parents=True)
    (course.root / "submitted" / "README.md").write_text("")
    assert course.students("hw1") == ("s9", "s10")
    assert Course(course.root / "nowhere").students("hw1") == ()


def test_an_unknown_assignment_is_answered_with_the_nearest(course: Course) -> None:
    with pytest.raises(CourseError, match="did you mean 'hw1'"):
        course.require("HW1")
    with pytest.raises(CourseError, match="there are: hw1"):
        course.notebooks("zzz")


def test_an_unknown_student_is_answered_with_the_nearest(course: Course) -> None:
    course.submitted("ada", "hw1").mkdir(parents=True)
    with pytest.raises(CourseError, match="'adda' has not submitted 'hw1'; did you mean 'ada'"):
        course.submission("adda", "hw1")


def test_many_names_are_not_all_listed() -> None:
    assert nearest("zzz", [f"student{n:02}" for n in range(30)]).endswith("student11 and 18 more")
    assert nearest("zzz", []) == "there are none"


def test_every_notebook_is_a_master_in_the_order_of_names(course: Course) -> None:
    folder = course.source("hw1")
    for name in ("part2", "Part10", ".hidden"):
        (folder / f"{name}.ipynb").write_text("{}")
    (folder / "data").mkdir()
    (folder / "data" / "inner.ipynb").write_text("{}")
    assert [path.name for path in course.notebooks("hw1")] == ["Part10.ipynb", "hw1.ipynb", "part2.ipynb"]


def test_what_nbgrader_ignores_is_no_master(course: Course) -> None:
    (course.source("hw1") / "scratch.ipynb").write_text("{}")
    ignoring = Course(course.root, dataclasses.replace(course.settings, ignore=("scratch*",)))
    assert [path.name for path in ignoring.notebooks("hw1")] == ["hw1.ipynb"]


def test_a_single_notebook_of_another_name_is_the_master(course: Course) -> None:
    (path,) = course.notebooks("hw1")
    path.rename(path.with_name("my_solutions.ipynb"))
    assert [path.name for path in course.notebooks("hw1")] == ["my_solutions.ipynb"]


def test_a_private_notebook_without_a_cell_of_nbgraders_is_a_draft(course: Course) -> None:
    draft = course.source("hw1") / "hw1_solution.ipynb"
    draft.write_text("{}")
    assert [path.name for path in course.notebooks("hw1")] == ["hw1.ipynb"]
    draft.write_text('{"cells": [{"metadata": {"nbgrader": {"grade_id": "x"}}}]}')
    assert draft in course.notebooks("hw1")


def test_of_several_notebooks_each_has_a_folder_of_graders(course: Course) -> None:
    assert course.graders("hw1", "hw1") == course.root / "graders/hw1"
    (course.source("hw1") / "part2.ipynb").write_text("{}")
    assert course.graders("hw1", "part2") == course.root / "graders/hw1/part2"
    course.graders("hw1", "part2").mkdir(parents=True)
    (course.graders("hw1", "part2") / "test_x.py").write_text("")
    assert course.has_graders("hw1") and course.has_graders("hw1", "part2")
    assert not course.has_graders("hw1", "hw1")


@pytest.mark.parametrize(
    ("notebooks", "grader", "right"),
    [
        (("hw1",), "hw1/test_x.py", "hw1/"),
        (("hw1",), "old/test_x.py", "hw1/"),
        (("hw1", "part2"), "test_x.py", "hw1/<notebook>/, one folder for each of hw1, part2"),
        (("hw1", "part2"), "part3/test_x.py", "hw1/<notebook>/, one folder for each of hw1, part2"),
    ],
)
def test_a_grader_in_the_wrong_place_is_named(course: Course, notebooks, grader, right) -> None:
    place = course.graders("hw1") / grader
    place.parent.mkdir(parents=True)
    place.write_text("")
    masters = [course.source("hw1") / f"{name}.ipynb" for name in notebooks]
    with pytest.raises(CourseError, match=f"{re.escape(grader)} judges no notebook .*: move it to .*{right}"):
        require_graders_in_place(course.graders("hw1"), masters)


def test_graders_in_place_and_what_lies_beside_them_are_let_be(course: Course) -> None:
    folder = course.graders("hw1")
    for name in ("part1/test_x.py", "part2/test_x.py", "nets.py", "data/test_images.py", "right/x/test_y.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")
    masters = [course.source("hw1") / name for name in ("part1.ipynb", "part2.ipynb")]
    require_graders_in_place(folder, masters)
    with pytest.raises(CourseError, match="call no notebook 'data'"):
        require_graders_in_place(folder, [*masters, course.source("hw1") / "data.ipynb"])


def test_an_assignment_has_graders_if_there_is_a_test_module(course: Course) -> None:
    assert not course.has_graders("hw1")
    course.hidden_data("hw1").mkdir(parents=True)
    assert not course.has_graders("hw1")
    (course.graders("hw1") / "test_double.py").write_text("")
    assert course.has_graders("hw1")


def test_students_get_data_files_and_nothing_that_is_not_theirs(course: Course) -> None:
    source = course.source("hw1")
    secret = ["solution.py", "hw1.py", "hw1.html", "Solutions/a.txt", "graders/test_a.py", "hidden/x.npz",
              "private_key.txt", "test_double.py", "conftest.py", "hidden.ipynb", "hw1_solution.csv"]  # fmt: skip
    unseen = [".env", "__pycache__/a.pyc", ".ipynb_checkpoints/hw1-checkpoint.ipynb"]
    open_ = ["data/deep/x.npz", "helpers.py", "hidden_states.npz", "hw1.csv", "numbers.csv"]
    for name in (*secret, *unseen, *open_):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text("1")
    assert [path.as_posix() for path in course.data_files("hw1")] == open_
    assert sorted(path.as_posix() for path in course.kept_back("hw1")) == sorted(secret)


def test_a_link_among_the_data_files_is_refused(course: Course) -> None:
    course.hidden_data("hw1").mkdir(parents=True)
    (course.hidden_data("hw1") / "x.npz").write_text("1")
    (course.source("hw1") / "x.npz").symlink_to(course.hidden_data("hw1") / "x.npz")
    with pytest.raises(CourseError, match=r"x\.npz is a link"):
        course.data_files("hw1")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-31 12:00:00.123456 UTC", "2026-01-31T12:00:00.123456+00:00"),
        ("2026-01-31 12:00:00 Asia/Taipei\n", "2026-01-31T12:00:00+08:00"),
        ("2026-01-31 12:00:00.5", "2026-01-31T12:00:00.500000+00:00"),
        ("2026-01-31T12:00", "2026-01-31T12:00:00+00:00"),
        ("2026-01-31 12:00:00 ../../etc/passwd", None),
        ("yesterday", None),
        ("", None),
        ("9" * 10_000, None),
        ("0001-01-01 00:00:00 Asia/Taipei", None),
        ("9999-12-31 23:00:00 America/New_York", None),
    ],
)
def test_the_time_stamp_is_read_if_it_is_one(course: Course, text: str, moment: str | None) -> None:
    folder = course.submitted("ada", "hw1")
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_text(text)
    assert course.submission("ada", "hw1").timestamp == moment


def test_a_time_stamp_that_is_a_link_is_not_followed(course: Course, tmp_path: Path) -> None:
    folder = course.submitted("ada", "hw1")
    folder.mkdir(parents=True)
    (tmp_path / "stamp").write_text("2026-01-31 12:00:00 UTC")
    (folder / "timestamp.txt").symlink_to(tmp_path / "stamp")
    assert course.submission("ada", "hw1").timestamp is None


def test_a_time_stamp_that_is_a_pipe_or_folder_is_none_and_nothing_waits(course: Course) -> None:
    folder = course.submitted("ada", "hw1")
    folder.mkdir(parents=True)
    os.mkfifo(folder / "timestamp.txt")
    assert course.submission("ada", "hw1").timestamp is None
    (folder / "timestamp.txt").unlink()
    (folder / "timestamp.txt").mkdir()
    assert course.submission("ada", "hw1").timestamp is None


def test_courses_and_errors_survive_pickling(course: Course) -> None:
    assert pickle.loads(pickle.dumps(course)) == course
    why = say("原因", "why")
    assert pickle.loads(pickle.dumps(Rejected(why))).reason == why
    assert str(pickle.loads(pickle.dumps(CourseError("why")))) == "why"
