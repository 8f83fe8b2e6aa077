"""The same on PostgreSQL, where its server and driver are installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool
from tests.gradebook.scores import Scores

from examiner.gradebook.errors import GradebookError
from examiner.gradebook.preview import Preview
from examiner.gradebook.writer import GradebookWriter

pytest.importorskip("psycopg", reason="the PostgreSQL driver is not installed")
NOBODY = 65534


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A PostgreSQL server of our own; it refuses to run as root."""
    initdb, pg_ctl = shutil.which("initdb"), shutil.which("pg_ctl")
    if not initdb or not pg_ctl:
        pytest.skip("PostgreSQL is not installed")
    folder = tmp_path_factory.mktemp("postgres")
    user = {}
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
        for parent in folder.parents[:2]:
            parent.chmod(0o755)
        user = {"user": NOBODY, "group": NOBODY}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(*command):
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, env=os.environ, **user)

    data = str(folder / "data")
    run(initdb, "-D", data, "-U", "teacher", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    run(pg_ctl, "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    yield f"postgresql+psycopg://teacher:secret@127.0.0.1:{port}/postgres"
    run(pg_ctl, "-D", data, "-m", "immediate", "stop")


def test_the_gradebook_works_the_same_on_postgresql(server, sheet, master, edition, answers, tools):
    for url in (server, sheet.db_url):
        with GradebookWriter(url, "demo") as writer:
            writer.ensure_assignment("hw1", "hw1", master)
            writer.ensure_assignment("hw1", "hw1", master)
            for _ in range(2):
                for student, answer in answers.items():
                    writer.write(tools["report"](student, answer), {"hw1": tools["autograded"](edition, answer)})
    with Scores(server) as theirs, Scores(sheet.db_url) as ours:
        assert theirs.assignment("hw1") == ours.assignment("hw1") != ()
        assert {s.student for s in theirs.students()} == {s.student for s in ours.students()}
    with Gradebook(server, "demo") as gradebook:
        rows = {row["student"]: row["score"] for row in gradebook.submission_dicts("hw1")}
        assert rows == {"ada": 10.0, "bo": 6.5, "王小明": 0.0, "o'neil, jr": 7.5}


def test_writers_at_the_same_time_lose_nothing_on_postgresql(server, master, answers, tools):
    with GradebookWriter(server, "demo") as writer:
        writer.ensure_assignment("hw1", "hw1", master)
    barrier, errors = threading.Barrier(3), []

    def write(name):
        try:
            with GradebookWriter(server, "demo") as writer:
                for number in range(4):
                    barrier.wait()
                    writer.write(tools["report"](f"same-{number}", answers["ada"]), None)
                    writer.write(tools["report"](f"{name}-{number}", answers["ada"]), None)
        except Exception as error:  # shown in the main thread
            errors.append(error)
            barrier.abort()

    threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with Scores(server) as scores:
        found = [book.total for book in scores.assignment("hw1") if "-" in book.student]
    assert found == [10.0] * 16


def test_a_text_that_postgresql_refuses_changes_nothing(server, master, answers, tools):
    with GradebookWriter(server, "demo") as writer:
        writer.ensure_assignment("hw1", "hw1", master)
        with pytest.raises(GradebookError, match="refused the change"):
            writer.write(tools["report"]("n\x00ul", answers["ada"]), None)


def test_the_first_regrade_of_a_course_is_shown_on_an_empty_postgresql(server, master, answers, tools):
    with create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE fresh")
    with Preview(server.replace("/postgres", "/fresh"), "demo", masters={"hw1": master}) as preview:
        found = preview.after(tools["report"]("ada", answers["ada"]), {}, None)
    assert found is not None and found.written.scores


def test_a_server_that_does_not_answer_is_named_without_its_password(server):
    url = server.replace("/postgres", "/nosuch")
    with pytest.raises(GradebookError) as caught, GradebookWriter(url, "demo"):
        pass
    assert "secret" not in str(caught.value) and "nosuch" in str(caught.value)
