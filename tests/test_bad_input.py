"""Ordinary trouble through the command: a clear message, the right exit code, and the rest of the class is graded."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from tests.fixtures.commands import Done, real_examiner

from examiner.gradebook.database import Database

GOOD, BAD, WRONG_USAGE = 0, 1, 2


def lines(done: Done) -> dict[str, dict[str, Any]]:
    """Return the reports of ``--json`` by student."""
    return {row["student"]: row for row in map(json.loads, done.stdout.splitlines())}


def renamed(path: Path, notebook: NotebookNode) -> None:
    for number, cell in enumerate(notebook.cells):
        cell.id, cell.source = f"other-{number}", f"other_{number} = {number}"
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.grade_id += "_of_another_assignment"
    path.unlink()
    nbformat.write(notebook, path.with_name("other.ipynb"))


def two(path: Path, notebook: NotebookNode) -> None:
    path.rename(path.with_name("first.ipynb"))
    notebook.cells[-1].source += "\n# another"
    nbformat.write(notebook, path.with_name("second.ipynb"))


def huge(path: Path, notebook: NotebookNode) -> None:
    notebook.cells[1].outputs = [nbformat.v4.new_output("stream", text="x" * 60_000_000)]
    nbformat.write(notebook, path)


REJECTED: dict[str, tuple[Callable[[Path, NotebookNode], object], str]] = {
    "wrong_notebook": (renamed, "Wrong notebook"),
    "two_notebooks": (two, "The upload holds several notebooks: 'first.ipynb', 'second.ipynb'"),
    "no_notebook": (lambda path, notebook: path.rename(path.with_name("mini.txt")), "There is no notebook mini.ipynb"),
    "nothing": (lambda path, notebook: path.unlink(), "holds nothing"),
    "empty": (lambda path, notebook: path.write_bytes(b""), "is empty"),
    "blank": (lambda path, notebook: path.write_bytes(b" \n\0\n"), "is empty"),
    "huge": (huge, "is larger than 20 MiB"),
    "cut_off": (lambda path, notebook: path.write_bytes(path.read_bytes()[:999]), "is cut off"),
    "a_list": (lambda path, notebook: path.write_text("[]"), "is JSON but not a notebook"),
    "future": (lambda path, notebook: path.write_text('{"nbformat": 5, "cells": []}'), "notebook format 5"),
    "ancient": (lambda path, notebook: path.write_text('{"nbformat": 2, "worksheets": []}'), "a notebook format from before 2013"),
    "a_folder": (lambda path, notebook: (path.unlink(), path.mkdir()), "which holds 'mini.ipynb/'"),
    "archive": (lambda path, notebook: path.write_bytes(b"PK\x03\x04rest"), "a ZIP archive"),
}  # fmt: skip


def format_3(path: Path, notebook: NotebookNode) -> None:
    path.write_text(nbformat.writes(nbformat.convert(notebook, 3), version=3))


def no_kernelspec(path: Path, notebook: NotebookNode) -> None:
    del notebook.metadata["kernelspec"]
    nbformat.write(notebook, path)


def same_ids(path: Path, notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell.id = "same"
    path.write_text(json.dumps(notebook))


def same_grade_ids(path: Path, notebook: NotebookNode) -> None:
    copies = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    notebook.cells += [NotebookNode(cell, id=f"copy-{n}") for n, cell in enumerate(copies)]
    nbformat.write(notebook, path)


ACCEPTED: dict[str, Callable[[Path, NotebookNode], object]] = {
    "format_3": format_3,
    "no_kernelspec": no_kernelspec,
    "same_ids": same_ids,
    "same_grade_ids": same_grade_ids,
    "renamed": lambda path, notebook: path.rename(path.with_name("mini (2).ipynb")),
}


def test_bad_uploads_are_told_one_by_one_and_the_others_are_graded(mini, examiner) -> None:
    mini.submit("ada")
    for name, (spoil, _) in REJECTED.items():
        path = mini.submit(name)
        spoil(path, nbformat.read(path, 4))
    for name, change in ACCEPTED.items():
        path = mini.submit(name)
        change(path, nbformat.read(path, 4))
    mini.submit("zoe", double="def double(x): return 0")

    done = examiner(mini.root, "grade", "mini", "--json")
    assert done.returncode == BAD
    found = lines(done)
    scores = {"ada": 10, "zoe": 5, **dict.fromkeys(ACCEPTED, 10), **dict.fromkeys(REJECTED)}
    assert {name: row["score"] for name, row in found.items()} == scores
    told = {line.split(": ")[1]: line for line in done.stderr.splitlines()}
    assert set(told) == set(REJECTED)  # nobody else needs a person
    for name, (_, reason) in REJECTED.items():
        assert found[name]["outcome"] == "rejected"
        assert reason in found[name]["reason"] and reason in found[name]["texts"]["reason"]["en"]
        assert reason in told[name] and told[name].startswith("rejected: ")

    done = examiner(mini.root, "grade", "mini")  # for people, and from what is stored
    assert done.returncode == BAD
    for name, (_, reason) in REJECTED.items():
        assert any(name in line and reason[:40] in line for line in done.stdout.splitlines()), done.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("mini", "--student", "addda"), "'addda' has not submitted 'mini'; did you mean 'ada'?"),
        (("mini", "--student", "../ada"), "'../ada' cannot be the name of a student"),
        (("mimi",), "there is no assignment 'mimi'"),
        (("",), "it is empty"),
        (("mini", "--jobs", "-1"), "--jobs"),
        (("mini", "--nonesuch"), "--nonesuch"),
        (("mini", "--course", "/"), "lies in no course"),
    ],
)
def test_wrong_usage_changes_nothing(mini, examiner, arguments: tuple[str, ...], told: str) -> None:
    mini.submit("ada")
    done = examiner(mini.root, "grade", *arguments)
    assert done.returncode == WRONG_USAGE
    assert told in done.stderr
    assert not (mini.root / "autograded").exists()


HOLD = "import sqlite3, sys; book = sqlite3.connect(sys.argv[1]); book.execute('begin exclusive'); print(flush=True); input()"


def test_a_gradebook_that_another_program_holds_is_waited_for_and_then_told(mini, examiner, monkeypatch) -> None:
    assert Database.__init__.__kwdefaults__ == {"patience": 30.0}
    monkeypatch.setattr(Database.__init__, "__kwdefaults__", {"patience": 3.0})  # nobody needs to wait for it here
    mini.submit("ada")
    assert examiner(mini.root, "grade", "mini").returncode == GOOD
    mini.submit("bo")
    command = [sys.executable, "-c", HOLD, str(mini.root / "gradebook.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdin is not None and holder.stdout is not None
        holder.stdout.readline()
        done = examiner(mini.root, "grade", "mini")
        holder.stdin.write("\n")
        holder.stdin.close()
    assert done.returncode == BAD
    assert "gradebook.db: another program kept it locked for 3 seconds" in done.stderr
    assert "Let that program finish" in done.stderr
    assert not (mini.root / "autograded/bo").exists()
    assert examiner(mini.root, "grade", "mini").returncode == GOOD


def test_a_gradebook_that_is_released_in_time_is_no_trouble(mini, examiner) -> None:
    mini.submit("ada")
    assert examiner(mini.root, "grade", "mini").returncode == GOOD
    command = [
        sys.executable,
        "-c",
        HOLD.replace("input()", "import time; time.sleep(8)"),
        str(mini.root / "gradebook.db"),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        mini.submit("bo")
        done = examiner(mini.root, "grade", "mini")
    assert done.returncode == GOOD, done.stderr
    with sqlite3.connect(mini.root / "gradebook.db") as book:
        assert book.execute("select count(*) from submitted_assignment").fetchone() == (2,)


# Root may write anything; without this privilege it is like everybody else.
LIKE_OTHERS = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()


@pytest.mark.skipif(bool(LIKE_OTHERS) and shutil.which("setpriv") is None, reason="root needs setpriv to be refused")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_gradebook_that_may_not_be_written_stops_before_anything_is_changed(mini, examiner, what: str) -> None:
    mini.submit("ada")
    assert examiner(mini.root, "grade", "mini").returncode == GOOD
    mini.submit("bo")
    place = mini.root / "gradebook.db" if what == "file" else mini.root
    before, rights = (mini.root / "gradebook.db").read_bytes(), place.stat().st_mode
    place.chmod(0o444 if what == "file" else 0o555)
    try:
        done = real_examiner(mini.root, "grade", "mini", before=LIKE_OTHERS)
    finally:
        place.chmod(rights)
    assert done.returncode == BAD
    assert "cannot be written" in done.stderr and "Give yourself write permission" in done.stderr
    assert (mini.root / "gradebook.db").read_bytes() == before
    assert not (mini.root / "autograded/bo").exists()


@pytest.mark.skipif(bool(LIKE_OTHERS) and shutil.which("setpriv") is None, reason="root needs setpriv to be refused")
def test_an_upload_that_may_not_be_read_is_a_fault_that_names_it_and_no_rejection(mini) -> None:
    closed = [mini.submit("ada").parent, mini.submit("bo")]
    for path in closed:
        path.chmod(0)
    done = real_examiner(mini.root, "grade", "mini", "--json", before=LIKE_OTHERS)
    found = lines(done)
    for path, student in zip(closed, ("ada", "bo"), strict=True):
        assert (found[student]["outcome"], found[student]["score"]) == ("fault", None)
        told = f"{path}: Permission denied. Give yourself the right to it, then run the command again."
        assert found[student]["fault"] == {"kind": "intake", "detail": told}
        assert f"fault: {student}: {told}" in done.stderr


@pytest.mark.parametrize("command", ["release", "grade", "feedback", "report"])
def test_a_gradebook_that_is_none_is_told_in_one_line_whatever_needs_it(mini, examiner, command: str) -> None:
    mini.submit("ada")
    book = mini.root / "gradebook.db"
    book.write_text("no database. " * 99)
    done = examiner(mini.root, command, "mini")
    (told,) = (line for line in done.stderr.splitlines() if not line.startswith("warning: "))
    assert done.returncode == BAD and told.startswith(f"error: Gradebook {book}: it is not a database. Restore it")
    assert book.read_text().startswith("no database") and not (mini.root / "release").exists()


# -- what the system refuses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "place"), [("feedback", "feedback/ada"), ("report", "feedback"), ("release", "release")]
)
def test_a_file_in_the_place_of_a_folder_is_named_with_what_to_do(mini, examiner, command: str, place: str) -> None:
    mini.submit("ada")
    assert examiner(mini.root, "grade", "mini").returncode == GOOD
    path = mini.root / place
    path.parent.mkdir(exist_ok=True)
    shutil.rmtree(path, ignore_errors=True)
    path.write_text("in the way")
    done = examiner(mini.root, command, "mini")
    assert done.returncode == BAD and "Traceback" not in done.stderr
    told = done.stderr.strip().splitlines()[-1]
    assert told.startswith(f"error: {path}") and told.endswith("move it away, then run the command again.")


def test_a_full_disk_is_one_line_whatever_is_written(mini, examiner, monkeypatch) -> None:
    mini.submit("ada")
    assert examiner(mini.root, "grade", "mini").returncode == GOOD

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("examiner.model.durable._fill", full)
    for command, file in (("feedback", "feedback/ada/mini/mini.html"), ("report", ".examiner/class/mini.json")):
        done = examiner(mini.root, command, "mini")
        told = f"error: {mini.root}/{file}: No space left on device. Free space, then run the command again."
        assert (done.returncode, done.stderr.strip()) == (BAD, told)


def test_what_could_not_be_written_has_no_score_for_machines_either(mini, examiner) -> None:
    for name in ("ada", "bo"):
        mini.submit(name)
    (mini.root / "autograded").mkdir()
    (mini.root / "autograded/ada").write_text("in the way")
    done = examiner(mini.root, "grade", "mini", "--json")
    rows = lines(done)
    assert (done.returncode, rows["bo"]["outcome"], rows["ada"]["outcome"]) == (BAD, "graded", "fault")
    assert (rows["ada"]["score"], rows["ada"]["fault"]["kind"], rows["ada"]["tasks"]) == (None, "not_written", [])
    assert f"not written: ada: {mini.root}/autograded/ada: " in done.stderr
    (mini.root / "autograded/ada").unlink()
    rows = lines(examiner(mini.root, "grade", "mini", "--json"))
    assert rows["ada"]["outcome"] == "graded" and (rows["ada"]["cached"], rows["bo"]["cached"]) == (False, True)


def test_folders_that_nobody_may_enter_and_files_in_their_place_are_named(mini, monkeypatch) -> None:
    from examiner.batch.names import name_warnings
    from examiner.course.layout import Course

    mini.submit("ada")
    course = Course.find(mini.root)
    assert name_warnings(course, "mini") == []
    (mini.root / "submitted/bo.ipynb").write_text("")
    assert name_warnings(course, "mini") == []  # no right would make it a folder; that it is none is told elsewhere
    monkeypatch.setattr(os, "access", lambda path, how: Path(path).name != "ada")  # root may enter all
    (told,) = name_warnings(course, "mini")
    assert told.startswith(f"{mini.root}/submitted/ada may not be entered")
    shutil.rmtree(mini.root / "submitted")
    (mini.root / "submitted").write_text("")
    assert [text.partition(" is ")[2] for text in name_warnings(course, "mini")] == [
        "no folder; nobody is graded. Move it away."
    ]


def test_a_reader_that_leaves_early_is_no_trouble(mini) -> None:
    command = f"{sys.executable} -m examiner.cli report mini --help | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=mini.root, capture_output=True, text=True, timeout=60)
    assert done.stderr == "" and done.stdout.splitlines()[-1] in ("0", "1")
