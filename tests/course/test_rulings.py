"""The log of rulings loses nothing that was said to hold, and the table of groups says where it is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from examiner.course.errors import CourseError
from examiner.course.groups import members
from examiner.course.rulings import add_rulings, read_rulings
from examiner.model import durable
from examiner.model.rulings import Kind, Ruling

ADD = """
import sys
from pathlib import Path
from examiner.model import durable
for number in range(12):
    durable.add_lines(Path(sys.argv[1]), [f"{sys.argv[2]} {number}".encode(), b"-"], rights=0o600)
"""


def ruling(student: str, **fields: object) -> Ruling:
    return Ruling(kind=Kind.EXCUSE, assignment="hw1", student=student, **fields)


def excused(course) -> list[str]:
    return [one.student for one in read_rulings(course).in_force("hw1")]


def test_what_is_added_is_read_back_and_belongs_to_its_owner(course) -> None:
    assert excused(course) == []
    add_rulings(course, [ruling("ada", why='病假 "flu"\nsince Monday'), ruling("bo")])
    add_rulings(course, [ruling("ada", undone=True)])
    assert excused(course) == ["bo"]
    assert course.rulings.stat().st_mode & 0o777 == 0o600
    assert len(durable.whole_lines(course.rulings)) == 3


def test_a_torn_last_line_never_held_and_is_no_hindrance(course) -> None:
    add_rulings(course, [ruling("ada"), ruling("bo")])
    whole = course.rulings.read_bytes()
    for size in range(len(whole) - 1, whole.index(b"\n"), -1):
        course.rulings.write_bytes(whole[:size])
        assert excused(course) == ["ada"]
    add_rulings(course, [ruling("cy")])
    assert excused(course) == ["ada", "cy"]


def test_a_damaged_line_is_named_and_nothing_is_guessed(course) -> None:
    add_rulings(course, [ruling("ada")])
    with open(course.rulings, "a") as file:
        file.write('{"kind": "excuse", "assign\n')
    with pytest.raises(CourseError, match=r"rulings\.jsonl, line 2: .*backup"):
        read_rulings(course)
    course.rulings.write_text('{"schema_version": 9}\n')
    with pytest.raises(CourseError, match=r"line 1.*version 9"):
        read_rulings(course)


def test_a_full_disk_leaves_all_of_a_command_out(course, monkeypatch) -> None:
    add_rulings(course, [ruling("ada")])
    before, write = course.rulings.read_bytes(), os.write

    def full(handle: int, data: bytes) -> int:
        if len(data) < 100:
            raise OSError(28, "No space left on device")
        return write(handle, data[:100])

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space"):
        add_rulings(course, [ruling("bo"), ruling("cy")])
    assert course.rulings.read_bytes() == before


def test_several_processes_add_whole_lines(tmp_path: Path) -> None:
    log = tmp_path / "log"
    running = [subprocess.Popen([sys.executable, "-c", ADD, str(log), name]) for name in "abc"]
    assert [one.wait() for one in running] == [0, 0, 0]
    lines = durable.whole_lines(log)
    assert sorted(lines[::2]) == sorted(f"{name} {n}".encode() for name in "abc" for n in range(12))
    assert set(lines[1::2]) == {b"-"}


def test_a_log_that_was_put_back_from_a_backup_is_the_one_that_grows(course, monkeypatch) -> None:
    add_rulings(course, [ruling("ada")])
    import fcntl

    lock, swapped = fcntl.flock, []

    def slow(handle: int, how: int) -> None:
        lock(handle, how)
        if not swapped:
            swapped.append(True)
            backup = course.rulings.with_name("backup")
            backup.write_bytes(course.rulings.read_bytes())
            backup.replace(course.rulings)

    monkeypatch.setattr(fcntl, "flock", slow)
    add_rulings(course, [ruling("bo")])
    assert excused(course) == ["ada", "bo"]


def test_a_group_has_its_members_once_whatever_else_stands_in_the_table(course) -> None:
    course.groups.write_text("\ufeffstudent,note,group\nada,x,night\nbo,,day\n,,\nada,,night\nJose\u0301,,night\n")
    assert members(course, "night", {"ada", "bo", "Jos\u00e9"}) == ["ada", "Jos\u00e9"]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (None, r"groups\.csv is missing: write one, with the first line group,student"),
        ("name,group\nada,night\n", r"no column 'student'; its first line must be: group,student"),
        ("group,student\nnight,ada\nnight,\n", r"line 3: a group and a student are needed"),
        ("group,student\nnight,adda\n", r"line 2: no student 'adda'; did you mean 'ada'"),
        ("group,student\nnigth,ada\n", r"no group 'night'; did you mean 'nigth'"),
        ("", r"no column 'group'"),
    ],
)
def test_a_wrong_table_is_told_with_its_line(course, table: str | None, told: str) -> None:
    if table is not None:
        course.groups.write_text(table)
    with pytest.raises(CourseError, match=told):
        members(course, "night", {"ada", "bo"})


def test_a_table_in_another_encoding_is_told(course) -> None:
    course.groups.write_bytes("group,student\n夜間,ada\n".encode("big5"))
    with pytest.raises(CourseError, match="not UTF-8: save it as 'CSV UTF-8'"):
        members(course, "night", {"ada"})
