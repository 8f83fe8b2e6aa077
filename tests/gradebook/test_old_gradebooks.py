"""A gradebook of an older nbgrader works after nbgrader's own upgrade."""

from __future__ import annotations

import sqlite3

import pytest

from examiner.course.layout import Course
from examiner.gradebook.errors import GradebookError
from examiner.gradebook.reading import Gradebook
from examiner.gradebook.writer import GradebookWriter


@pytest.fixture
def upgraded(sheet, master):
    """A gradebook as an upgrade leaves it: of the newest revision, without a table that nobody has needed yet.

    Upgraded tables also keep what they were made with: a notebook must have a kernel.
    """
    with GradebookWriter(sheet.db_url, "demo"):
        pass
    with sqlite3.connect(sheet.database) as connection:
        (sql,) = connection.execute("select sql from sqlite_master where name = 'notebook'").fetchone()
        assert "kernelspec VARCHAR(1024)," in sql
        connection.execute("drop table task_cells")
        connection.execute("drop table notebook")
        connection.execute(sql.replace("kernelspec VARCHAR(1024)", "kernelspec VARCHAR(1024) NOT NULL"))
    return sheet


def test_tables_that_an_upgrade_left_out_are_made(upgraded, master, edition, answers, tools):
    with GradebookWriter(upgraded.db_url, "demo") as writer:
        writer.ensure_assignment("hw1", "hw1", master)
        assert writer.write(
            tools["report"]("ada", answers["ada"]), {"hw1": tools["autograded"](edition, answers["ada"])}
        )
    with sqlite3.connect(upgraded.database) as connection:
        assert connection.execute("select count(*) from task_cells").fetchone() == (1,)
        assert "python3" in connection.execute("select kernelspec from notebook").fetchone()[0]


def test_such_a_gradebook_can_be_read_before_anything_is_written(upgraded):
    assert Gradebook(Course.find(upgraded.root)).held("hw1", ["ada"]) == {}


def test_one_that_was_not_upgraded_is_refused_and_stays(upgraded):
    with sqlite3.connect(upgraded.database) as connection:
        connection.execute("update alembic_version set version_num = '724cde206c17'")
    before = upgraded.database.read_bytes()
    for use in (
        lambda: GradebookWriter(upgraded.db_url, "demo").__enter__(),
        Gradebook(Course.find(upgraded.root)).roster,
    ):
        with pytest.raises(GradebookError, match="nbgrader db upgrade"):
            use()
    assert upgraded.database.read_bytes() == before
