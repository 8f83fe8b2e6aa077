"""A write is all there or not there at all, whatever happens to the process or the database."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import time

import pytest
from sqlalchemy import Engine, event
from tests.gradebook.scores import Scores

from examiner.gradebook import database
from examiner.gradebook.errors import GradebookError
from examiner.gradebook.writer import GradebookWriter


def statements_of_one_write(course, report, notebook):
    """Count the SQL statements between opening the gradebook and the end of one write."""
    seen = []

    def count(*_arguments):
        seen.append(1)

    event.listen(Engine, "before_cursor_execute", count)
    try:
        write(course, report, notebook)
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    return len(seen)


def write(course, report, notebook):
    with GradebookWriter(course.db_url, "demo") as writer:
        writer.write(report, {"hw1": notebook})


def in_child(function) -> int:
    """Run ``function`` in a forked child and return its wait status."""
    pid = os.fork()
    if pid == 0:
        try:
            function()
        finally:
            os._exit(0)
    return os.waitpid(pid, 0)[1]


def test_a_process_killed_inside_the_transaction_leaves_the_old_grades(course, edition, answers, tools):
    first = tools["report"]("ada", answers["ada"])
    write(course, first, tools["autograded"](edition, answers["ada"]))
    before = tools["rows"](course.database)
    second = tools["report"]("ada", tools["answer"]({"test_add": 0.0, "test_mul": 1.0}, essay=False))
    notebook = tools["autograded"](edition, answers["bo"])
    copy = course.database.read_bytes()
    total = statements_of_one_write(course, second, notebook)
    after = tools["rows"](course.database)
    assert before != after
    course.database.write_bytes(copy)
    killed = 0
    for number in range(1, total + 1):

        def dying_write(number=number):
            left = [number]

            def kill_after_the_statement(*_arguments):
                left[0] -= 1
                if not left[0]:
                    os.kill(os.getpid(), signal.SIGKILL)

            event.listen(Engine, "after_cursor_execute", kill_after_the_statement)
            write(course, second, notebook)

        killed += os.WIFSIGNALED(in_child(dying_write))
        assert tools["rows"](course.database) == before, f"killed after statement {number}"
    assert killed == total > 10
    write(course, second, notebook)
    assert tools["rows"](course.database) == after


def test_a_process_killed_while_the_tables_are_made_leaves_an_empty_database(sheet, tools):
    def dying_creation():
        def kill(_connection, _cursor, statement, *_arguments):
            if "alembic_version" in statement and statement.lstrip().startswith("INSERT"):
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "after_cursor_execute", kill)
        with GradebookWriter(sheet.db_url, "demo"):
            pass

    assert os.WIFSIGNALED(in_child(dying_creation))
    assert tools["rows"](sheet.database) == {}
    with GradebookWriter(sheet.db_url, "demo"):
        pass
    assert tools["rows"](sheet.database)["course"] == [("demo",)]


def test_an_error_inside_the_transaction_rolls_everything_back(course, edition, answers, tools, monkeypatch):
    with GradebookWriter(course.db_url, "demo") as writer:
        before = tools["rows"](course.database)

        def fail(*_arguments):
            raise KeyboardInterrupt

        monkeypatch.setattr("examiner.gradebook.writer.write_comments", fail)
        with pytest.raises(KeyboardInterrupt):
            writer.write(tools["report"]("ada", answers["ada"]), {"hw1": tools["autograded"](edition, answers["ada"])})
    assert tools["rows"](course.database) == before


def test_a_locked_database_is_waited_for(course, edition, answers, tools, monkeypatch):
    other = sqlite3.connect(course.database, isolation_level=None)
    delays = []
    monkeypatch.setattr(database, "_DRIVER_WAIT", 0.0)
    with GradebookWriter(course.db_url, "demo") as writer:
        other.execute("BEGIN EXCLUSIVE")

        def release_at_the_third_try(seconds):
            delays.append(seconds)
            if len(delays) == 3:
                other.execute("ROLLBACK")

        monkeypatch.setattr(database.time, "sleep", release_at_the_third_try)
        assert writer.write(tools["report"]("ada", answers["ada"]), None)
    assert delays == [0.05, 0.1, 0.2]
    other.close()


def test_a_reader_in_the_way_of_the_commit_is_waited_for(course, answers, tools, monkeypatch):
    other = sqlite3.connect(course.database, isolation_level=None)
    with GradebookWriter(course.db_url, "demo") as writer:
        other.execute("BEGIN")
        other.execute("SELECT * FROM student").fetchall()  # formgrader in the middle of a page
        monkeypatch.setattr(database.time, "sleep", lambda _seconds: other.execute("COMMIT"))
        assert writer.write(tools["report"]("ada", answers["ada"]), None)
    other.close()
    with Scores(course.db_url) as scores:
        assert scores.notebook("ada", "hw1", "hw1").total == 10.0


def test_a_database_that_stays_locked_is_an_error_that_says_so(course, answers, tools, monkeypatch):
    other = sqlite3.connect(course.database, isolation_level=None)
    monkeypatch.setattr(database, "_DRIVER_WAIT", 0.0)
    with GradebookWriter(course.db_url, "demo") as writer:
        other.execute("BEGIN EXCLUSIVE")
        now, start = [time.monotonic()], time.monotonic()
        monkeypatch.setattr(database.time, "monotonic", lambda: now[0])
        monkeypatch.setattr(database.time, "sleep", lambda seconds: now.append(now.pop() + seconds))
        with pytest.raises(GradebookError) as caught:
            writer.write(tools["report"]("ada", answers["ada"]), None)
        waited = now[0] - start
    other.close()
    assert 29 <= waited <= 30.5
    assert str(course.database) in str(caught.value)
    assert "locked for 30 seconds" in str(caught.value) and "run the same command again" in str(caught.value)


def _write_students(course, reports, barrier):
    with GradebookWriter(course.db_url, "demo") as writer:
        barrier.wait()
        for report in reports:
            writer.write(report, None)


def test_several_processes_writing_at_once_lose_nothing(course, answers, tools):
    context = multiprocessing.get_context("fork")
    names = [[f"s{process}-{number}" for number in range(6)] for process in range(4)]
    barrier = context.Barrier(4)
    workers = [
        context.Process(
            target=_write_students,
            args=(course, [tools["report"](name, answers["ada"]) for name in group], barrier),
        )
        for group in names
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * 4
    with Scores(course.db_url) as scores:
        found = {book.student: book.total for book in scores.assignment("hw1")}
    assert found == {name: 10.0 for group in names for name in group}
