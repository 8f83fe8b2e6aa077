"""Ordinary trouble with the database is an error that names the place and the remedy."""

from __future__ import annotations

import os
import pickle
import resource
import signal
import sqlite3
import tempfile
from pathlib import Path

import pytest

from examiner.gradebook.errors import GradebookError
from examiner.gradebook.writer import GradebookWriter

NOBODY = 65534


def open_and_close(db_url):
    with GradebookWriter(db_url, "demo"):
        pass


def message(db_url, opener=open_and_close):
    with pytest.raises(GradebookError) as caught:
        opener(db_url)
    return str(caught.value)


def test_a_missing_folder_is_named(tmp_path):
    text = message(f"sqlite:///{tmp_path}/nowhere/gradebook.db")
    assert f"{tmp_path}/nowhere does not exist" in text and "Create the folder" in text
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_in_the_files_place_is_named(tmp_path):
    (tmp_path / "gradebook.db").mkdir()
    assert "it is a folder" in message(f"sqlite:///{tmp_path}/gradebook.db")


@pytest.mark.parametrize("content", [b"Dear diary, " * 500, b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_file_that_is_no_database_is_named_and_not_touched(tmp_path, content):
    path = tmp_path / "gradebook.db"
    path.write_bytes(content)
    text = message(f"sqlite:///{path}")
    assert str(path) in text and "Restore it from a backup" in text
    assert path.read_bytes() == content


def test_a_damaged_gradebook_is_named(course, answers, tools):
    content = bytearray(course.database.read_bytes())
    content[4096:] = b"\x55" * (len(content) - 4096)
    course.database.write_bytes(content)

    def write(db_url):
        with GradebookWriter(db_url, "demo") as writer:
            writer.write(tools["report"]("ada", answers["ada"]), None)

    text = message(course.db_url, write)
    assert "it is damaged" in text and str(course.database) in text


def test_another_programs_database_is_refused_and_not_touched(tmp_path, tools):
    path = tmp_path / "gradebook.db"
    with sqlite3.connect(path) as connection:
        connection.execute("create table recipe (name text)")
    text = message(f"sqlite:///{path}")
    assert "not a gradebook of nbgrader" in text and "nbgrader db upgrade" in text
    assert tools["rows"](path) == {"recipe": []}


def test_a_gradebook_of_an_older_nbgrader_is_refused_with_the_remedy(course):
    with sqlite3.connect(course.database) as connection:
        connection.execute("update alembic_version set version_num = '724cde206c17'")
    assert "nbgrader db upgrade" in message(course.db_url)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("gradebook.db", "no database address"),
        ("sqlite://", "a file of its own"),
        ("sqlite:///:memory:", "a file of its own"),
        ("postgresql+nosuchdriver://teacher:secret@db/grades", "nosuchdriver"),
    ],
)
def test_an_unusable_address_is_refused(url, words):
    text = message(url)
    assert words in text and "secret" not in text


def test_a_relative_address_means_the_folder_at_the_start(tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    writer = GradebookWriter("sqlite:///gradebook.db", "demo")
    monkeypatch.chdir(tmp_path / "elsewhere")
    with writer:
        pass
    assert (tmp_path / "gradebook.db").exists()
    assert list((tmp_path / "elsewhere").iterdir()) == []


def as_nobody(work):
    """Return what ``work`` returns, done in a child without root's power to write everywhere."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            text = str(work())
        except BaseException as error:  # shown in the parent
            text = f"{type(error).__name__}: {error}"
        os.write(writing, text.encode())
        os._exit(0)
    os.close(writing)
    with open(reading, encoding="utf-8") as pipe:
        text = pipe.read()
    os.waitpid(pid, 0)
    return text


@pytest.fixture
def open_folder(course):
    """The course's folder, reachable for an ordinary user; all modules are imported."""
    open_and_close(course.db_url)
    temporary = Path(tempfile.gettempdir())
    for folder in (
        course.root,
        *course.root.parents,
    ):  # a worker's folders lie one deeper than those of a single process
        if folder.is_relative_to(temporary) and folder != temporary:
            folder.chmod(0o755)
    course.database.chmod(0o644)
    return course


def test_a_file_that_may_not_be_written_is_named(open_folder):
    course = open_folder
    course.root.chmod(0o777)
    course.database.chmod(0o444)
    text = as_nobody(lambda: open_and_close(course.db_url))
    assert "it cannot be written" in text and str(course.database) in text and "permission" in text


def test_a_folder_that_may_not_be_written_is_named(open_folder):
    course = open_folder
    course.database.chmod(0o666)
    course.root.chmod(0o555)
    text = as_nobody(lambda: open_and_close(course.db_url))
    assert f"its folder {course.root} cannot be written" in text and "journal" in text


def test_a_full_disk_is_named_and_leaves_the_old_grades(course, answers, tools, master):
    master.cells[0].source = "x" * 500_000
    with GradebookWriter(course.db_url, "demo"):
        before = tools["rows"](course.database)
    pid = os.fork()
    if pid == 0:  # in a child: the limit on file size cannot be raised again
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
        try:
            with GradebookWriter(course.db_url, "demo") as writer:
                writer.ensure_assignment("hw1", "hw1", master)
        except GradebookError as error:
            os._exit(0 if "disk" in str(error) else 1)
        os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert tools["rows"](course.database) == before


def test_the_error_survives_the_way_between_processes():
    error = pickle.loads(pickle.dumps(GradebookError("it is damaged", "/x/gradebook.db", "Restore it.")))
    assert str(error) == "Gradebook /x/gradebook.db: it is damaged. Restore it."
    assert error.remedy == "Restore it."
