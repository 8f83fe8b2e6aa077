"""The table of groups says who is in which group, or what is wrong with it."""

from __future__ import annotations

import pytest

from examiner.course.errors import CourseError
from examiner.course.groups import members
from examiner.course.layout import Course


@pytest.fixture
def course(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    return Course(tmp_path)


def test_a_group_is_its_students_in_the_order_of_the_table(course) -> None:
    course.groups.write_text("student, group ,note\nbo,night,x\nada,day,\nann,night,\nbo,night,\n")
    assert members(course, "night", {"ada", "ann", "bo"}) == ["bo", "ann"]


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("group,student,group", "more than one column 'group'"),
        ("group,student, student", "more than one column 'student'"),
        ("team,student", "no column 'group'"),
        ("", "no column 'group'"),
    ],
)
def test_a_column_is_there_once(course, header: str, told: str) -> None:
    course.groups.write_text(f"{header}\nnight,bo,day\n")
    with pytest.raises(CourseError, match=f"{told}; its first line must be: group,student"):
        members(course, "night", {"bo"})
