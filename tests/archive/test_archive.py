"""A term's end: backups that come back whole, students who are forgotten, courses that begin anew."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook
from tests.exports.classes import make_class

from examiner.archive.backup import back_up
from examiner.archive.forgetting import forget
from examiner.archive.next_year import next_year
from examiner.archive.restore import restore
from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.course.secret import course_secret
from examiner.exports.forms import Form, Request
from examiner.exports.writing import export
from examiner.model import durable


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with hand-ins, marks, a secret, rulings and receipts."""
    root = tmp_path_factory.mktemp("term") / "course"
    root.mkdir()
    course = make_class(root.resolve())
    course_secret(course)
    (root / "graders/hw1").mkdir(parents=True)
    (root / "graders/hw1/test_add.py").write_text("# hidden\n")
    (root / "helpers.py").write_text("# of the course\n")
    (root / "groups.csv").write_text("group,student\nnight,ada\nnight,bo\n")
    (root / "feedback").mkdir()
    (root / "feedback/hw1.html").write_text("<p>ada and adam, bo</p>")
    lines = [{"student": name, "assignment": "hw1"} for name in ("ada", "bo", "ada")]
    course.receipts.write_text("".join(json.dumps(line) + "\n" for line in lines))
    for name in ("ada", "bo"):
        folder = course.earlier_hand_ins(name, "hw1")
        folder.mkdir(parents=True)
        (folder / "old.ipynb").write_text("{}")
    return course


@pytest.fixture
def course(whole: Course, tmp_path: Path) -> Course:
    """A copy of it."""
    return Course.find(Path(shutil.copytree(whole.root, tmp_path / "course")))


def tree(root: Path) -> dict[str, bytes]:
    """Return every file below a folder, but for locks and the gradebook's, whose bytes a copy need not keep."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file() and path.name != "lock")
    found = {path.relative_to(root).as_posix(): path for path in files}
    return {name: path.read_bytes() for name, path in found.items() if not name.startswith("gradebook.db")}


def marks(course: Course) -> bytes:
    out = course.root.parent / f"{course.root.name}.csv"
    export(course, Request(["hw1", "hw2"], Form.CSV, out))
    return out.read_bytes()


def test_what_was_backed_up_comes_back_the_same(course: Course, tmp_path: Path) -> None:
    done = back_up(course, tmp_path / "b.zip")
    assert (done.notes, done.told, done.manifest.gradebook) == ([], [], "gradebook.db")
    assert stat.S_IMODE((tmp_path / "b.zip").stat().st_mode) == 0o600  # the secret is in it
    (tmp_path / "new").mkdir()
    assert restore(tmp_path / "b.zip", tmp_path / "new") == (done.manifest, [])
    new = Course.find(tmp_path / "new")
    assert tree(new.root) == tree(course.root) and course_secret(new) == course_secret(course)
    assert stat.S_IMODE(new.secret.stat().st_mode) == 0o600 and stat.S_IMODE(new.state.stat().st_mode) == 0o700
    assert marks(new) == marks(course)


def test_a_gradebook_that_somebody_writes_to_is_copied_as_it_was_before_or_after(
    course: Course, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(course.root / "gradebook.db")) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE more (x)")
        writer.commit()
        writer.executemany("INSERT INTO more VALUES (?)", [(n,) for n in range(1000)])  # and no commit yet
        back_up(course, tmp_path / "b.zip")
        writer.commit()
        back_up(course, tmp_path / "c.zip")
    counts = []
    for name in ("b", "c"):
        restore(tmp_path / f"{name}.zip", tmp_path / name)
        with closing(sqlite3.connect(tmp_path / name / "gradebook.db")) as database:
            counts += database.execute("SELECT count(*) FROM more").fetchone()
    assert counts == [0, 1000]


def rewritten(path: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> Path:
    """Return a copy of an archive with some members changed or dropped."""
    other = path.with_name("other.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            if (member := change(name, old.read(name))) is not None:
                new.writestr(*member)
    return other


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda name, data: (name, data + b" ") if name.endswith("hw1/hw1.ipynb") else (name, data), "is not what was"),
        (lambda name, data: None if name.endswith("secret") else (name, data), "does not hold what its manifest says"),
        (lambda name, data: None if name == "manifest.json" else (name, data), "is no backup of a course"),
        (lambda name, data: (name, data.replace(b'"schema_version": 1', b'"schema_version": 9')), "version 9"),
        (
            lambda name, data: (name.replace("helpers.py", "../up.py"), data.replace(b"helpers.py", b"../up.py")),
            "leads out of the course's folder",
        ),
    ],
    ids=["changed", "missing", "none", "newer", "outwards"],
)
def test_nothing_is_written_of_a_backup_that_is_not_whole(
    course: Course, tmp_path: Path, change: Any, why: str
) -> None:
    back_up(course, tmp_path / "b.zip")
    other = rewritten(tmp_path / "b.zip", change)
    with pytest.raises(CourseError, match=why):
        restore(other, tmp_path / "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.zip", "course", "other.zip"]


def test_a_torn_file_and_a_folder_that_holds_something_are_refused(course: Course, tmp_path: Path) -> None:
    place = tmp_path / "b.zip"
    back_up(course, place)
    with pytest.raises(CourseError, match="so that no backup is lost"):
        back_up(course, place)
    with pytest.raises(CourseError, match="is not an empty folder"):
        restore(place, course.root)
    for torn in (place.read_bytes()[:-1000], b"", b"no zip"):
        place.write_bytes(torn)
        with pytest.raises(CourseError, match="is damaged, or no backup"):
            restore(place, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_links_are_told_and_a_servers_gradebook_too(course: Course, tmp_path: Path) -> None:
    (course.root / "source/hw1/link.csv").symlink_to("/etc/hosts")
    notes = back_up(course, tmp_path / "b.zip").notes
    assert len(notes) == 1 and "link.csv is a link or special file" in notes[0]
    with open(course.config, "a") as file:
        file.write("c.CourseDirectory.db_url = 'postgresql://tina:pw@host/marks'\n")
    notes = back_up(Course.find(course.root), tmp_path / "c.zip").notes
    assert "pg_dump" in notes[0] and "pw" not in notes[0]


KILLED = """
import os, signal, sys, zipfile
from pathlib import Path
from examiner.model import durable
import examiner.archive.restore as restoring
import examiner.archive.backup as backing
from examiner.archive.forgetting import forget
from examiner.archive.next_year import next_year
from examiner.course.layout import Course
left = int(sys.argv[1])
def counted(function):
    def call(*args, **kwargs):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)
    return call
for owner, name in ((durable, "sync"), (durable, "swap_folder"), (restoring, "_extract"), (backing, "_add")):
    setattr(owner, name, counted(getattr(owner, name)))
what, one, two = sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])
if what == "restore":
    restoring.restore(one, two)
elif what == "backup":
    backing.back_up(Course.find(one), two)
elif what == "forget":
    forget(Course.find(one), two.name, apply=True)
else:
    next_year(Course.find(one), two)
"""


def killed(steps: int, what: str, one: Path, two: Path) -> bool:
    """Run one of them, killed after some steps; return whether it was."""
    command = [sys.executable, "-c", KILLED, str(steps), what, str(one), str(two)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode in (0, -9), done.stderr
    return done.returncode == -9


@pytest.mark.parametrize("steps", [3, 40, 60])
def test_a_restore_that_is_killed_leaves_nothing_half_and_the_next_one_works(
    whole: Course, tmp_path: Path, steps: int
) -> None:
    back_up(whole, tmp_path / "b.zip")
    new = tmp_path / "new"
    assert killed(steps, "restore", tmp_path / "b.zip", new)
    if not new.exists():
        restore(tmp_path / "b.zip", new)
    assert tree(new) == tree(whole.root)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.zip", "new"]


@pytest.mark.parametrize(("what", "steps"), [("backup", 5), ("next-year", 2)])
def test_what_is_killed_before_its_end_has_made_nothing(whole: Course, tmp_path: Path, what: str, steps: int) -> None:
    before = tree(whole.root)
    assert killed(steps, what, whole.root, tmp_path / "new") and not (tmp_path / "new").exists()
    assert tree(whole.root) == before
    if what == "backup":
        back_up(whole, tmp_path / "new")
    else:
        next_year(whole, tmp_path / "new")
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_what_was_not_forgotten_before_the_end_is_forgotten_by_the_next_run(course: Course) -> None:
    assert killed(0, "forget", course.root, Path("ada"))
    assert not course.submitted("ada", "hw1").exists() and "gradebook: 1 students" in forget(course, "ada").removed
    forget(course, "ada", apply=True)
    with pytest.raises(CourseError, match="holds nothing of 'ada'"):
        forget(course, "ada")


def test_forgetting_lists_first_and_then_removes_all_of_one_student(course: Course) -> None:
    before = tree(course.root)
    listed = forget(course, "ada")
    assert tree(course.root) == before
    done = forget(course, "ada", apply=True)
    assert done == listed
    assert {"submitted/ada/", ".examiner/reports/hw1/ada.json", ".examiner/earlier/hw1/ada/"} <= {*done.removed}
    assert {".examiner/receipts.jsonl: 2 lines", "gradebook: 1 students", "gradebook: 2 submissions"} <= {*done.removed}
    assert "groups.csv, line 2, names ada" in done.left
    assert any(line.startswith("feedback/hw1.html, line 1, names ada") for line in done.left)
    after = tree(course.root)
    assert {name for name in before if name not in after} == {
        *(f"submitted/ada/{name}/{name}.ipynb" for name in ("hw1", "hw2")),
        *(f".examiner/reports/{name}/ada.json" for name in ("hw1", "hw2")),
        *(f".examiner/history/{name}/ada.jsonl" for name in ("hw1", "hw2")),
        ".examiner/earlier/hw1/ada/old.ipynb",
    }
    assert {name for name in after if after[name] != before[name]} == {".examiner/receipts.jsonl"}
    with Gradebook(course.gradebook_url, "class") as book:
        assert "ada" not in [one.id for one in book.students] and len(book.assignment_submissions("hw2")) == 2
    assert b"Lovelace" not in (course.root / "gradebook.db").read_bytes()
    with pytest.raises(CourseError, match="holds nothing of 'ada'"):
        forget(course, "ada", apply=True)
    assert b"\nbo," in marks(course)


NAMED = {  # lines of a file, and whether they name ada, or the one in the comment
    "ada": True,
    "submitted/ada/hw1": True,
    '{"student":"ada"}': True,
    "mail ada@example.org": True,
    "by ada.": True,
    "ada_hw1.zip": True,
    "hw1-ada-2.ipynb": True,
    "學生ada缺交": True,
    "adam and Canada": False,
    "2ada, ada2": False,
    "adaé": False,
    "ada-lee, ada_b": False,  # two others
    "ada-lee and ada": True,
    "ada-leeds": True,
    "Ada": False,
}


def test_a_name_is_found_as_a_word_of_its_own_and_never_in_anothers(course: Course) -> None:
    with Gradebook(course.gradebook_url, "class") as book:
        for name in ("ada-lee", "小明"):
            book.add_student(name)
    (course.root / "submitted/ada_b/hw1").mkdir(parents=True)
    (course.root / "notes.txt").write_text("\n".join(NAMED))
    wanted = [n for n, names in enumerate(NAMED.values(), start=1) if names]
    (left,) = [line for line in forget(course, "ada").left if line.startswith("notes.txt")]
    assert left == f"notes.txt, lines {', '.join(map(str, wanted[:5]))}, …, names ada"
    for n, (line, names) in enumerate(NAMED.items(), start=1):
        (course.root / "notes.txt").write_text("\n" * (n - 1) + line)
        found = [one for one in forget(course, "ada").left if one.startswith("notes.txt")]
        assert found == ([f"notes.txt, line {n}, names ada"] if names else []), line
    (course.root / "notes.txt").write_text("王小明hw1\n小明")
    assert "notes.txt, lines 1, 2, names 小明" in forget(course, "小明").left


def test_what_a_killed_run_left_of_somebody_goes_too(course: Course) -> None:
    place = course.former_report_json("ada", "hw1")
    place.parent.mkdir(parents=True)
    with durable._draft_of(place) as draft, durable._draft_of(place.with_name("bo.json")) as other:
        draft.write_text("{}")
        other.write_text("{}")
        assert forget(course, "ada", apply=True).removed.count(str(draft.relative_to(course.root))) == 1
        assert not draft.exists() and other.exists()


def test_rulings_on_somebody_go_too_and_nobody_with_a_like_name(course: Course) -> None:
    assert ".examiner/rulings.jsonl: 1 lines" in forget(course, "zed", apply=True).removed
    assert course.rulings.read_text().count("\n") == 2
    with pytest.raises(CourseError, match=r"holds nothing of 'ad'; did you mean 'ada'"):
        forget(course, "ad")


def test_a_new_year_has_the_content_and_nobody(course: Course, tmp_path: Path) -> None:
    with Gradebook(course.gradebook_url, "class") as book:
        book.update_or_create_assignment("hw1", duedate="2026-03-02 04:00:00 UTC")
    done = next_year(course, tmp_path / "new", timedelta(weeks=52))
    new = Course.find(tmp_path / "new")
    assert done.copied == ("graders/", "helpers.py", "nbgrader_config.py", "source/")
    assert {"gradebook.db", "groups.csv", "submitted/", "feedback/"} <= {*done.left_out}
    assert done.due == {"hw1": "2027-03-01 04:00:00 UTC"} and any("course_id" in line for line in done.to_do)
    with Gradebook(new.gradebook_url, "class") as book:
        assert book.students == [] and book.find_assignment("hw1").duedate == datetime(2027, 3, 1, 4)
    assert course_secret(new) != course_secret(course) and new.assignments() == ("hw1", "hw2")
    kept = {name: data for name, data in tree(course.root).items() if name.split("/")[0] in ("source", "graders")}
    assert kept.items() <= tree(new.root).items() and new.students("hw1") == ()
    bare = next_year(course, tmp_path / "bare")
    assert bare.due == {} and not (tmp_path / "bare/gradebook.db").exists()
    for place, why in ((course.root / "in", "lies in the course itself"), (tmp_path / "new", "is not an empty folder")):
        with pytest.raises(CourseError, match=why):
            next_year(course, place)


def test_the_commands(course: Course, tmp_path: Path, examiner: Callable[..., Any]) -> None:
    done = examiner(course.root, "backup", str(tmp_path / "b.zip"), "--json")
    assert done.returncode == 0 and json.loads(done.stdout)["gradebook"] == "gradebook.db"
    done = examiner(tmp_path, "restore", "b.zip", "new")
    assert done.returncode == 0 and "new restored" in done.stdout
    done = examiner(course.root, "forget", "ada")
    assert "would be removed" in done.stdout and "backups that were made before" in done.stdout
    assert course.submitted("ada", "hw1").exists()
    done = examiner(course.root, "next-year", str(tmp_path / "y"), "--shift", "soon")
    assert (done.returncode, "is no span" in done.stderr) == (2, True)
    done = examiner(course.root, "next-year", str(tmp_path / "y"))
    assert done.returncode == 0 and "left out:" in done.stdout
