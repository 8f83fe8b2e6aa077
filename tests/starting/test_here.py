"""An nbgrader course gets what it lacks, is told what was done, and keeps everything else."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell
from tests.fixtures.commands import Done
from tests.starting.conftest import snapshot

from examiner.course.layout import Course
from examiner.course.unboxed import runs_unboxed

NEW = {"nbgrader_config.py", "graders/README.md"}
OLD = """c = get_config()
c.NbGraderConfig.course_id = "old"
c.BaseNbGraderApp.source_directory = "masters"
c.NbGraderConfig.submitted_directory = "in"
"""


def kinds(done: Done) -> list[tuple[str, str]]:
    """Return what was done to which file, of a run with --json."""
    assert done.returncode == 0, done.stderr
    return [(row["path"], row["kind"]) for row in map(json.loads, done.stdout.splitlines())]


def test_a_course_without_settings_is_made_one_and_nothing_else_changes(theirs: Path, examiner) -> None:
    before = snapshot(theirs)
    dry = examiner(theirs, "init", "--here", "--dry-run")
    assert snapshot(theirs) == before and "would make graders/README.md" in dry.stdout
    done = examiner(theirs, "init", "--here", "--json")
    assert [(path, kind) for path, kind in kinds(done) if kind != "left"] == [(name, "made") for name in sorted(NEW)][
        ::-1
    ]
    after = snapshot(theirs)
    assert set(after) - set(before) == NEW and before.items() <= after.items()
    assert examiner(theirs, "release", "ps1").returncode == 0
    assert Course.find(theirs).settings.course_id == "default_course"  # as nbgrader has it


@pytest.mark.parametrize("arguments", [(), ("--formgrader", "--language", "en")], ids=["plain", "all"])
def test_a_second_run_changes_nothing(in_git: Path, examiner, arguments: tuple[str, ...]) -> None:
    assert examiner(in_git, "init", "--here", *arguments).returncode == 0
    once = snapshot(in_git)
    done = examiner(in_git / "source/ps1", "init", "--here", *arguments)
    assert snapshot(in_git) == once
    assert done.stdout.splitlines()[0] == str(in_git)
    assert "Nothing had to be changed." in done.stdout and " made " not in done.stdout


def test_the_course_of_nbgraders_quickstart_is_readied_and_takes_one_more(quickstart: Path, examiner) -> None:
    before = snapshot(quickstart)
    assert ("nbgrader_config.py", "left") in kinds(
        examiner(quickstart.parent, "init", "quickstart", "--here", "--json")
    )
    assert set(snapshot(quickstart)) - set(before) == {"graders/README.md"}
    assert before.items() <= snapshot(quickstart).items()
    assert examiner(quickstart, "new", "ps2").returncode == 0
    done = examiner(quickstart, "release", "ps2")
    assert done.returncode == 0, done.stderr


def test_settings_under_older_names_are_understood(theirs: Path, examiner) -> None:
    (theirs / "nbgrader_config.py").write_text(OLD)
    (theirs / "source").rename(theirs / "masters")
    subprocess.run(["git", "init", "-q", str(theirs)], check=True)
    done = examiner(theirs, "init", "--here")
    assert "the course 'old', with masters/, release/, in/" in done.stdout
    assert "2 assignments (ps1, ps2)" in done.stdout
    assert "/in/" in (theirs / ".gitignore").read_text().splitlines()
    assert (theirs / "nbgrader_config.py").read_text() == OLD


def test_git_keeps_out_what_is_private_and_is_asked_what_it_keeps_out_already(in_git: Path, examiner) -> None:
    (in_git / ".gitignore").write_bytes(b"*.db\r\nsubmitted/*\r\nautograded")
    (in_git / "feedback").mkdir()
    (in_git / "feedback/index.html").write_text("published on purpose")
    subprocess.run(["git", "add", "feedback"], cwd=in_git, check=True)
    done = examiner(in_git, "init", "--here")
    lines = (in_git / ".gitignore").read_bytes().split(b"\r\n")
    assert lines[:3] == [b"*.db", b"submitted/*", b"autograded"]
    assert [line for line in lines[3:] if line.startswith(b"/")] == [b"/.examiner/"]
    assert "left  feedback: git has files of it already" in done.stdout
    for path in (".examiner/secret", "gradebook.db", "submitted/ada/ps1/ps1.ipynb", "autograded/ada/ps1/ps1.ipynb"):
        assert subprocess.run(["git", "check-ignore", "-q", path], cwd=in_git).returncode == 0, path


def test_without_a_repository_there_is_nothing_to_keep_out(theirs: Path, examiner) -> None:
    assert (".gitignore", "left") in kinds(examiner(theirs, "init", "--here", "--json"))
    assert not (theirs / ".gitignore").exists()


def test_without_git_the_lines_are_looked_for_in_the_file(in_git: Path, examiner, monkeypatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert examiner(in_git, "init", "--here").returncode == 0
    once = snapshot(in_git)
    assert b"/submitted/" in once[".gitignore"]
    assert examiner(in_git, "init", "--here").returncode == 0 and snapshot(in_git) == once


def test_settings_are_written_only_when_asked_for_and_then_hold(theirs: Path, examiner) -> None:
    (theirs / "nbgrader_config.py").write_bytes(b"c = get_config()\r\nc.CourseDirectory.course_id = 'x'")
    done = examiner(theirs, "init", "--here")
    assert "`--formgrader` adds" in done.stdout and "`--language en` makes" in done.stdout
    assert examiner(theirs, "init", "--here", "--formgrader", "--language", "en").returncode == 0
    settings = Course.find(theirs).settings
    assert (settings.course_id, settings.languages, runs_unboxed(settings)) == ("x", ("en",), False)
    assert b"\n" not in (theirs / "nbgrader_config.py").read_bytes().replace(b"\r\n", b"")
    done = examiner(theirs, "init", "--here", "--language", "zh-TW")
    assert "it names the languages en already" in done.stdout
    assert Course.find(theirs).settings.languages == ("en",)


def test_settings_that_do_not_call_their_config_c_can_be_added_to(theirs: Path, examiner) -> None:
    (theirs / "nbgrader_config.py").write_text("get_config().CourseDirectory.course_id = 'x'\n")
    assert examiner(theirs, "init", "--here", "--formgrader", "--language", "both").returncode == 0
    settings = Course.find(theirs).settings
    assert (settings.course_id, settings.languages, runs_unboxed(settings)) == ("x", ("zh-TW", "en"), False)


def test_settings_that_would_not_hold_are_put_back(theirs: Path, examiner) -> None:
    text = "if True:\n    c = get_config()\nget_config = None\n"
    (theirs / "nbgrader_config.py").write_text(text)
    done = examiner(theirs, "init", "--here", "--language", "en")
    assert done.returncode == 2 and "nbgrader_config.py, line" in done.stderr
    assert (theirs / "nbgrader_config.py").read_text() == text


def test_a_course_whose_settings_are_wrong_is_left(theirs: Path, examiner) -> None:
    (theirs / "nbgrader_config.py").write_text("c = get_config()\nc.Examiner.same_lin = 3\n")
    before = snapshot(theirs)
    done = examiner(theirs, "init", "--here")
    assert done.returncode == 2 and "same_lin" in done.stderr
    assert snapshot(theirs) == before


def test_settings_that_nbgrader_reads_and_we_do_not_are_named(theirs: Path, examiner) -> None:
    (theirs / "nbgrader_config.json").write_text("{}")
    assert "nbgrader_config.json: examiner does not read it" in examiner(theirs, "init", "--here").stdout


def test_what_is_no_course_is_told_so_and_left(tmp_path: Path, examiner) -> None:
    (tmp_path / "source").mkdir()
    done = examiner(tmp_path, "init", "--here")
    assert done.returncode == 2 and "lies in no course" in done.stderr and "examiner init NAME" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["source"]


def test_graders_and_gradebook_that_are_there_stay(theirs: Path, examiner) -> None:
    (theirs / "graders/ps1").mkdir(parents=True)
    (theirs / "graders/ps1/test_double.py").write_text('"""Doubling"""\n')
    (theirs / "gradebook.db").write_bytes(b"marks")
    done = examiner(theirs, "init", "--here")
    assert "graders/: it is there; ps2 is scored by its own test cells" in done.stdout
    assert "gradebook.db: the marks in it stay" in done.stdout
    assert (theirs / "gradebook.db").read_bytes() == b"marks"
    assert not (theirs / "graders/README.md").exists()


def test_settings_of_the_machine_make_none_of_the_courses_own(theirs: Path, tmp_path, examiner, monkeypatch) -> None:
    outside = tmp_path / "etc"
    outside.mkdir()
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(outside))
    (outside / "nbgrader_config.py").write_text(f"get_config().CourseDirectory.root = {str(theirs)!r}\n")
    assert ("nbgrader_config.py", "left") in kinds(examiner(tmp_path, "init", "--here", "--json"))
    assert not (theirs / "nbgrader_config.py").exists() and (theirs / "graders/README.md").exists()


def test_a_course_within_another_ones_folder_is_the_one_that_is_readied(theirs: Path, examiner) -> None:
    (theirs.parent / "nbgrader_config.py").write_text("c = get_config()\n")
    assert ("nbgrader_config.py", "made") in kinds(examiner(theirs, "init", "--here", "--json"))
    assert Course.find(theirs).root == theirs


def importing(root: Path, *lines: str) -> None:
    """Have the first master import something more."""
    path = root / "source/ps1/ps1.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(0, new_code_cell("\n".join(["%matplotlib inline", *lines]), id="more"))
    nbformat.write(notebook, path)


def test_what_masters_import_is_suggested_and_nothing_is_set(theirs: Path, examiner) -> None:
    (theirs / "source/ps1/helpers.py").write_text("")
    importing(
        theirs,
        "import numpy as np, helpers, math, nowhere.to.be.found",
        "from matplotlib import pyplot",
        "from sqlalchemy.orm import Session",
        "from . import other",
    )
    done = examiner(theirs, "init", "--here", "--json")
    assert done.returncode == 0, done.stderr
    usual = '"numpy", "pandas", "matplotlib.pyplot"'
    text = (theirs / "nbgrader_config.py").read_text()
    assert f'\n# c.Examiner.preload = [{usual}, "sqlalchemy.orm"]\n' in text
    assert Course.find(theirs).settings.preload == ("numpy", "pandas", "matplotlib.pyplot")
    assert "Nothing had to be changed." in examiner(theirs, "init", "--here").stdout
    (theirs / "nbgrader_config.py").write_text("c = get_config()\n")
    told = examiner(theirs, "init", "--here").stdout
    assert f'with c.Examiner.preload = [{usual}, "sqlalchemy.orm"]' in told and "Nothing had to be changed." in told
