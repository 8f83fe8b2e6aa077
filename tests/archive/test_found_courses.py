"""A term's end in courses as they are found: linked, shared, oddly named, with a gradebook elsewhere."""

from __future__ import annotations

import grp
import json
import os
import shutil
import sqlite3
import stat
import zipfile
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from examiner.archive import backup
from examiner.archive import restore as restoring
from examiner.archive.backup import back_up
from examiner.archive.forgetting import forget
from examiner.archive.next_year import next_year
from examiner.archive.restore import restore
from examiner.collecting.taking import room_in
from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.course.lock import the_only_collector, the_only_writer
from examiner.course.secret import course_secret
from examiner.gradebook.dates import due_dates, set_due_dates
from examiner.reports.since import since_before

NOTEBOOK = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A small course with a hand-in and a gradebook."""
    root = tmp_path.resolve() / "course"
    for name in ("source/hw1/hw1.ipynb", "submitted/ada/hw1/hw1.ipynb", "graders/hw1/test_add.py"):
        put(root / name, NOTEBOOK)
    put(root / "nbgrader_config.py", "c = get_config()\n")
    set_due_dates(Course.find(root), {"hw1": datetime(2026, 3, 2, 4)})
    course_secret(Course.find(root))
    return Course.find(root)


def put(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def set_to(course: Course, line: str) -> Course:
    course.config.write_text(f"c = get_config()\n{line}\n")
    return Course.find(course.root)


def saved(course: Course, name: str = "b.zip") -> tuple[backup.Backup, Path]:
    """Return a backup of a course and where it was brought back."""
    place = course.root.parent / name
    done = back_up(course, place)
    restore(place, new := place.with_suffix(".new"))
    return done, new


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("name", ["submitted", "graders", ".examiner"])
def test_a_folder_that_lies_on_another_disk_is_saved_and_told(course: Course, name: str) -> None:
    shutil.move(course.root / name, elsewhere := course.root.parent / "disk")
    (course.root / name).symlink_to(elsewhere)
    done, new = saved(course)
    names = {path.relative_to(elsewhere) for path in elsewhere.rglob("*") if path.name != "lock"}
    assert names and names <= {path.relative_to(new / name) for path in (new / name).rglob("*")}
    assert done.told == [f"{name} is a link: what it leads to is saved in its place"] and done.notes == []
    assert not (new / name).is_symlink()


def test_a_link_to_what_is_not_there_and_one_to_anything_else_must_be_seen_to(course: Course) -> None:
    (course.root / "release").symlink_to("/nowhere")
    (course.root / "data").symlink_to("/etc")
    (course.root / "submitted/ada/etc").symlink_to("/etc")
    put(course.root.parent / "groups.csv", "group,student\n")
    (course.root / "groups.csv").symlink_to(course.root.parent / "groups.csv")
    done, new = saved(course)
    left = ["data", "release", "submitted/ada/etc"]
    assert done.notes == [f"{name} is a link or special file, and is left out" for name in left]
    assert (new / "groups.csv").read_text() == "group,student\n"


def test_every_name_that_a_file_can_have_comes_back(course: Course) -> None:
    folder = os.fsencode(course.root / "submitted/ada/hw1")
    names = [b"a\\b.txt", b"th\xe9.txt", b"th%E9.txt", "王 小明.txt".encode(), b"new\nline", b"quoted"]
    for number, name in enumerate(names):
        with open(os.path.join(folder, name), "w") as file:
            file.write(str(number))
    os.mkdir(os.path.join(folder, b"\xff"))
    _, new = saved(course)
    found = os.fsencode(new / "submitted/ada/hw1")
    assert sorted(os.listdir(found)) == sorted([*names, b"\xff", b"hw1.ipynb"])
    texts = [Path(os.fsdecode(os.path.join(found, name))).read_text() for name in names]
    assert texts == [str(number) for number in range(len(names))]


def test_all_of_the_folder_is_saved_but_what_can_be_made_again(course: Course) -> None:
    wanted = ["lib/late.py", "lib/data/late.csv", ".gitignore", "submitted/ada/hw1/.git/config"]
    left = ["lib/.git", ".git/config", "venv/pyvenv.cfg", ".mypy_cache/CACHEDIR.TAG", "lib/__pycache__/late.pyc"]
    wanted += ["submitted/ada/hw1/pyvenv.cfg", "feedback/CACHEDIR.TAG"]  # a student's names are no reason
    for name in (*wanted, *left):
        put(course.root / name, name)
    (course.root / "submitted/bo/hw1").mkdir(parents=True)
    done, new = saved(course)
    assert all((new / name).read_text() == name for name in wanted) and (new / "submitted/bo/hw1").is_dir()
    assert not any((new / name).exists() for name in left) and done.notes == []
    assert [line.partition(" ")[0] for line in done.told] == [".git/", ".mypy_cache/", "lib/.git", "venv/"]


def test_a_backup_is_packed_and_holds_no_earlier_one(course: Course) -> None:
    put(course.root / "source/hw1/data.csv", "0," * 100_000)
    back_up(course, course.root / "backups/one.zip")
    with zipfile.ZipFile(course.root / "other.zip", "w") as other:
        other.writestr("manifest.json", "{}")
    size = (course.root / "backups/one.zip").stat().st_size
    assert size < 50_000
    done, new = saved(course)
    assert done.told == ["backups/one.zip is left out: it is a backup itself"] and (new / "other.zip").is_file()


def test_an_old_gradebook_in_the_folder_and_the_one_outside_are_both_saved(course: Course) -> None:
    put(course.root / "gradebook-1.db", "taken, too")
    shutil.copy(course.root / "gradebook.db", outside := course.root.parent / "marks.db")
    with closing(sqlite3.connect(outside)) as database:
        database.execute("CREATE TABLE this_one (x)")
    course = set_to(course, f"c.CourseDirectory.db_url = 'sqlite:///{outside}'")
    done = back_up(course, course.root.parent / "b.zip")
    assert done.manifest.gradebook == "gradebook-2.db" and "as gradebook-2.db" in done.notes[0]
    _, notes = restore(course.root.parent / "b.zip", new := course.root.parent / "new")
    assert (new / "gradebook.db").read_bytes() == (course.root / "gradebook.db").read_bytes()
    with closing(sqlite3.connect(new / "gradebook-2.db")) as database:
        assert database.execute("SELECT count(*) FROM this_one").fetchone() == (0,)
    assert len(notes) == 1 and f"leads to {outside}, and not to the gradebook of the backup" in notes[0]


def test_a_restored_course_that_would_write_into_the_old_ones_gradebook_is_told(course: Course) -> None:
    course = set_to(course, f"c.CourseDirectory.db_url = 'sqlite:///{course.root}/gradebook.db'")
    assert back_up(course, course.root.parent / "b.zip").notes == []
    _, notes = restore(course.root.parent / "b.zip", course.root.parent / "new")
    assert [
        f"leads to {course.root}/gradebook.db, and not to the gradebook of the backup" in note for note in notes
    ] == [True]


def test_options_and_a_driver_in_the_gradebooks_address_hide_it_from_nobody(course: Course) -> None:
    course = set_to(course, "c.CourseDirectory.db_url = 'sqlite+pysqlite:///gradebook.db?timeout=30'")
    assert course.gradebook == course.root / "gradebook.db" and [*due_dates(course)] == ["hw1"]
    assert back_up(course, course.root.parent / "b.zip").manifest.gradebook == "gradebook.db"
    (course.root / "gradebook.db").unlink()
    (course.state / "reports").mkdir()
    assert "no gradebook is at" in back_up(course, course.root.parent / "c.zip").notes[0]


def test_what_nobody_else_could_read_nobody_can_read_after_it_was_restored(course: Course) -> None:
    modes = {"": 0o700, "graders": 0o700, "submitted": 0o750, "source": 0o755, ".examiner": 0o700}
    for name, rights in modes.items():
        (course.root / name).chmod(rights)
    _, new = saved(course)
    assert {name: mode(new / name) for name in modes} == modes


def test_a_shared_course_stays_so_and_another_group_gets_no_more_than_all(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    (course.root / "submitted").chmod(0o2770)
    (course.root / "submitted/ada/hw1/hw1.ipynb").chmod(0o664)
    _, new = saved(course)
    assert mode(new / "submitted") == 0o2770 and mode(new / "submitted/ada/hw1/hw1.ipynb") == 0o664
    monkeypatch.setattr(restoring, "_given", lambda path, group: False)
    _, notes = restore(course.root.parent / "b.zip", other := course.root.parent / "other")
    assert mode(other / "submitted") == 0o700 and mode(other / "submitted/ada/hw1/hw1.ipynb") == 0o644
    assert len(notes) == 1 and "has no rights in" in notes[0]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to any group")
def test_each_group_gets_its_own_back(course: Course) -> None:
    other = next(one for one in grp.getgrall() if one.gr_gid not in (0, os.getegid()))
    for name in ("submitted", "gradebook.db", "submitted/ada/hw1/hw1.ipynb"):
        os.chown(course.root / name, -1, other.gr_gid)
    _, new = saved(course)
    paths = [new / "submitted", new / "gradebook.db", new / "submitted/ada/hw1/hw1.ipynb", new / "source", new]
    assert [path.group() == other.gr_name for path in paths] == [True, True, True, False, False]


@pytest.mark.parametrize("hold", [the_only_writer, the_only_collector])
def test_nothing_is_saved_or_forgotten_while_others_grade_or_collect(course: Course, hold: Any) -> None:
    with hold(course):
        with pytest.raises(CourseError, match="another"):
            back_up(course, course.root.parent / "b.zip")
        with pytest.raises(CourseError, match="another"):
            forget(course, "ada", apply=True)
    assert course.submitted("ada", "hw1").exists() and not (course.root.parent / "b.zip").exists()


def test_nobody_grades_or_collects_while_it_is_saved(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = []

    def look(*_: Any) -> None:
        for hold in (the_only_writer, room_in):
            with pytest.raises(CourseError) as error, hold(course):
                pass
            refused.append(str(error.value))

    monkeypatch.setattr(backup, "_add_gradebook", look)
    back_up(course, course.root.parent / "b.zip")
    assert len(refused) == 2


@pytest.mark.parametrize("what", ["restore", "next-year"])
def test_the_folder_that_one_is_in_is_refused(course: Course, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    back_up(course, course.root.parent / "b.zip")
    (new := course.root.parent / "new").mkdir()
    monkeypatch.chdir(new)
    with pytest.raises(CourseError, match="is the folder that you are in"):
        restore(Path("../b.zip"), Path()) if what == "restore" else next_year(course, Path())


@pytest.mark.parametrize("line", ["'sqlite:///marks.sqlite3'", "'sqlite:///db/marks.py'"])
def test_last_years_marks_stay_there_whatever_they_are_called(course: Course, line: str) -> None:
    course = set_to(course, f"c.CourseDirectory.db_url = {line}")
    assert course.gradebook is not None
    course.gradebook.parent.mkdir(exist_ok=True)
    shutil.move(course.root / "gradebook.db", course.gradebook)
    marks = ["marks.json", "marks.parquet", "hw1.tsv", "changes.html", "lib/ada.csv"]
    content = ["late.py", "lib/late.py", "README.md", "conda.yml", ".gitignore", "header.ipynb"]
    for name in (*marks, *content, "old/ada.md", ".config/a.py"):
        put(course.root / name, name)
    before = course.gradebook.read_bytes()
    done = next_year(course, new := course.root.parent / "new", timedelta(weeks=52))
    assert {*done.copied} == {"graders/", "source/", "nbgrader_config.py", *content}
    assert {*marks, "old/", ".config/", "submitted/", str(course.gradebook.relative_to(course.root))} <= {
        *done.left_out
    }
    assert not any((new / name).exists() for name in (*marks, "old")) and done.warnings == ()
    assert course.gradebook.read_bytes() == before
    assert due_dates(Course.find(new)) == {"hw1": datetime(2027, 3, 1, 4)}  # where the new course looks for them


@pytest.mark.parametrize(
    "place",
    ["sqlite:///{root}/gradebook.db", "sqlite:///{root}/../marks.db", "postgresql://host/marks", "only.csv"],
)
def test_a_new_course_that_would_open_last_years_gradebook_is_told_loudly(course: Course, place: str) -> None:
    if place == "only.csv":  # which is not copied, so that the settings fail there
        put(course.root / place)
        line = "import pathlib\nassert (pathlib.Path(__file__).parent / 'only.csv').exists()"
    else:
        shutil.copy(course.root / "gradebook.db", course.root.parent / "marks.db")
        line = f"c.CourseDirectory.db_url = {place.format(root=course.root)!r}"
    if "postgresql" in place:  # which nobody keeps here: the old course is as it was when it was read
        course.config.write_text(f"c = get_config()\n{line}\n")
    else:
        course = set_to(course, line)
    done = next_year(course, course.root.parent / "new", timedelta(weeks=52))
    assert done.due == {} and done.warnings[1:] == ("not written: hw1 is due 2027-03-01 04:00:00 UTC",)
    assert ("do not work" if place == "only.csv" else "last year's gradebook") in done.warnings[0].lower()
    assert not (course.root.parent / "new/gradebook.db").exists()


@pytest.mark.parametrize("rights", [0o700, 0o750])
def test_a_private_course_makes_a_private_one(course: Course, rights: int) -> None:
    course.root.chmod(rights)
    next_year(course, course.root.parent / "new")
    assert mode(course.root.parent / "new") == rights


def test_a_backup_that_cannot_be_restored_gets_no_name(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = backup._copied
    monkeypatch.setattr(backup, "_copied", lambda file, member: [piece + b"!" for piece in copied(file, member)])
    with pytest.raises(CourseError, match="is not what was backed up"):
        back_up(course, course.root.parent / "b.zip")
    assert [path.name for path in course.root.parent.iterdir()] == ["course"]


def test_what_others_write_to_a_log_while_somebody_is_forgotten_stays(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def line(student: str) -> str:
        return json.dumps({"student": student}) + "\n"

    course.receipts.write_text(line("ada") + line("bo"))
    remove = shutil.rmtree

    def meanwhile(path: Path, **options: Any) -> None:
        remove(path, **options)
        if path.name == "ada":
            with open(course.receipts, "a") as file:
                file.write(line("bo"))

    monkeypatch.setattr("examiner.archive.forgetting.shutil.rmtree", meanwhile)
    forget(course, "ada", apply=True)
    assert course.receipts.read_text() == line("bo") * 2


def test_who_was_forgotten_comes_back_in_no_report(course: Course) -> None:
    def marks(**scores: float) -> list[Any]:
        return [_Scored(student, score) for student, score in scores.items()]

    since_before(course, "hw1", marks(ada=1.0, bo=2.0), "Monday")
    since_before(course, "hw1", marks(ada=2.0, bo=2.0), "Tuesday")
    index = put(course.index("hw1"), json.dumps({"entries": {"ada": {}, "bo": {}}, "base": "ada"}))
    done = forget(course, "ada", apply=True)
    assert {".examiner/class/hw1.json: ada", ".examiner/index/hw1.json: ada"} <= {*done.removed}
    assert json.loads(index.read_text()) == {"entries": {"bo": {}}, "base": "ada"}
    since = since_before(course, "hw1", marks(bo=3.0), "Wednesday")
    assert since is not None and (since.went, [one.student for one in since.moved]) == ((), ["bo"])


class _Scored:
    def __init__(self, student: str, score: float) -> None:
        self.student, self.score = student, score


@pytest.mark.parametrize(
    ("student", "file", "text", "found"),
    [
        ("o'brien", "feedback/hw1.html", "<p>o&#39;brien</p>", True),
        ("o'brien", "feedback/hw1.html", "<p>o&#x27;brien</p>", True),
        ("王小明", "feedback/hw1.html", "<p>學生王小明的作業</p>", True),
        ("王小明", "feedback/hw1.html", "<a href='%E7%8E%8B%E5%B0%8F%E6%98%8E/hw1.html'>", True),
        ("王小明", ".examiner/x/a.json", '{"\\u738b\\u5c0f\\u660e": 1}', True),
        ("ada", "lib/notes.yml", "# 給ada的說明", True),
        ("ada", "graders/hw1/test_x.py", "# more time for ada", True),
        ("ada", ".examiner/collecting/0/plan/hw1.ipynb", '"ada"', True),
        ("ada", "keys/ada_1.bin", "", True),
        ("o'b", "feedback/hw1.html", "<p>o&#39;b-en</p>", True),
        ("o'b", "feedback/hw1.html", "<p>o&#39;b-lee</p>", False),  # another student's
        ("ada", "feedback/hw1.html", "<p>adam, xada, ada2</p>", False),
        ("ada", "submitted/bo/hw1/hw1.ipynb", '"ada"', False),
    ],
)
def test_a_name_is_found_however_it_is_written(course: Course, student: str, file: str, text: str, found: bool) -> None:
    for name in (student, "o'b-lee"):
        put(course.root / "submitted" / name / "hw1/hw1.ipynb")
    put(course.root / file, text)
    assert any(line.startswith(file) for line in forget(course, student).left) == found
