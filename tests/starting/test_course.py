"""A new course works at once, is whole or not there, and covers nothing that lies there."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from tests.house.test_masters import doubled, strays
from tests.starting.conftest import snapshot

from examiner.audit.demands import demands_of
from examiner.audit.soundness import unsound
from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.release.form import read_master
from examiner.starting import templates
from examiner.starting.assignment import new_assignment
from examiner.starting.course import ASSIGNMENT, make_course

LANGUAGES = [("zh-TW", "en"), ("en", "zh-TW"), ("en",), ("zh-TW",), ("fr", "zh-Hant", "en")]
BARS = 12


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new course with one assignment more, for the fork server of the tests."""
    root = tmp_path_factory.mktemp("new") / "course"
    make_course(root, ("zh-TW", "en"))
    config = root / "nbgrader_config.py"
    text = config.read_text().replace("preload = []", 'preload = ["numpy"]')
    config.write_text(text)
    new_assignment(Course.find(root), "hw2")
    return root


@pytest.mark.parametrize("assignment", [ASSIGNMENT, "hw2"])
def test_a_new_assignment_holds_every_bar_of_the_audit(made: Path, examiner, assignment: str) -> None:
    done = examiner(made, "audit", assignment)
    assert done.returncode == 0, done.stdout
    assert len(re.findall(r"^ .+ ok ", done.stdout, re.MULTILINE)) == BARS
    assert "100.0%" in done.stdout


def test_the_made_up_class_is_graded_and_reads_what_was_wrong(made: Path, examiner) -> None:
    for name in (ASSIGNMENT, "hw2"):
        done = examiner(made, "release", name)
        assert done.returncode == 0 and not done.stderr
    for student in ("ada", "bo", "chen"):
        place = made / "submitted" / student / ASSIGNMENT
        place.mkdir(parents=True)
        name = f"{ASSIGNMENT}.ipynb"
        (place / name).write_bytes((made / "example_class" / student / ASSIGNMENT / name).read_bytes())
    done = examiner(made, "grade", ASSIGNMENT, "--json")
    assert done.returncode == 0, done.stderr
    rows = {row["student"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert {name: row["score"] for name, row in rows.items()} == {"ada": 8, "bo": 6, "chen": 0}
    assert all(row["notes"] == [] and row["boxed"] for row in rows.values())
    assert examiner(made, "feedback", ASSIGNMENT).returncode == 0
    page = (made / f"feedback/bo/{ASSIGNMENT}/{ASSIGNMENT}.html").read_text()
    assert "the run that is still going on counts too" in page and "資料結束時" in page
    assert examiner(made, "report", ASSIGNMENT).returncode == 0
    assert "moving average" in (made / f"feedback/{ASSIGNMENT}.html").read_text()


def test_a_hand_in_of_the_new_assignment_is_graded(made: Path, examiner) -> None:
    place = made / "submitted/ada/hw2"
    place.mkdir(parents=True)
    (place / "hw2.ipynb").write_bytes((made / "source/hw2/hw2.ipynb").read_bytes())
    done = examiner(made, "grade", "hw2", "--json")
    assert done.returncode == 0 and json.loads(done.stdout)["score"] == 3, done.stderr


@pytest.mark.parametrize("languages", LANGUAGES, ids="+".join)
def test_a_course_speaks_its_languages_and_no_other(tmp_path: Path, languages: tuple[str, ...]) -> None:
    root = tmp_path / "course"
    make_course(root, languages)
    course = Course.find(root)
    new_assignment(course, "hw2")
    for name in (ASSIGNMENT, "hw2"):
        (place,) = course.notebooks(name)
        master = read_master(place)
        assert unsound(master, course.settings.nbgrader_config(), course.graders(name), languages) == []
        demands, gaps = demands_of(master, languages)
        assert gaps == [] and demands
        sides = {templates.side_of(language) for language in languages}
        texts = [cell.source for cell in master.cells if cell.cell_type == "markdown"]
        texts += [(root / beside).read_text() for beside in ("README.md", "nbgrader_config.py")]
        texts += [path.read_text() for path in course.graders(name).glob("test_*.py")]
        for text in texts:
            assert sides != {"en"} or not re.search("[\u4e00-\u9fff]", text), text
        if sides == {"zh-TW"}:
            said = [
                node for text in texts[-1:] for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)
            ]
            tests = [ast.get_docstring(node) or "" for node in said if node.name.startswith("test_")]
            assert tests and all(re.search("[\u4e00-\u9fff]", text) and " / " not in text for text in tests)


def test_the_words_of_the_templates_are_the_courses(tmp_path: Path) -> None:
    root = tmp_path / "course"
    make_course(root, ("zh-TW", "en"))
    new_assignment(Course.find(root), "hw2")
    for path in [*root.glob("source/*/*.ipynb"), *root.glob("graders/*/test_*.py")]:
        text = path.read_text()
        assert [word for word in strays() if word in text] == [], path
    for path in root.glob("source/*/*.ipynb"):
        assert not any(doubled(cell.source) for cell in nbformat.read(path, as_version=4).cells)


@pytest.mark.parametrize("page", ["README.md", "README.zh-TW.md"])
def test_the_readme_names_what_is_there(tmp_path: Path, page: str) -> None:
    root = tmp_path / "course"
    make_course(root, ("en",))
    assert not (root / "README.zh-TW.md").exists()
    shutil.rmtree(root)
    make_course(root, ("zh-TW", "en"))
    assert "繁體中文" in (root / "README.md").read_text()
    named = re.findall(r"^\| `([^`]+)` \|", (root / page).read_text(), re.MULTILINE)
    assert len(named) > 8
    for name in named:
        pattern = name.replace("<task>", "*").rstrip("/")
        assert any(root.glob(pattern)), name
    (removed,) = re.findall(r"`rm -r ([^`]+)`", (root / page).read_text())
    assert {path.name for name in removed.split() for path in root.glob(name)} == {
        "example_class"
    }  # nothing of the course
    tops = {path.name for path in root.iterdir()} - {"README.md", "README.zh-TW.md"}
    assert tops == {name.split("/")[0] for name in named}


def test_the_last_lines_say_what_to_do_next(tmp_path: Path, examiner) -> None:
    done = examiner(tmp_path, "init", "my course")
    first, *lines = done.stdout.splitlines()
    assert done.returncode == 0 and "README.md" in first
    assert [line.split("#")[0].strip() for line in lines] == [
        "cd 'my course'",
        "examiner release hw1 && examiner audit hw1",
        "cp -r example_class/. submitted/ && examiner grade hw1",
        "examiner feedback hw1 && examiner report hw1",
    ]
    assert Course.find(tmp_path / "my course").settings.course_id == "my course"


def test_an_empty_folder_stays_the_one_it_is(tmp_path: Path, examiner) -> None:
    before = tmp_path.stat().st_ino
    done = examiner(tmp_path, "init", ".", "--json")
    assert json.loads(done.stdout)["course"] == str(tmp_path)
    assert tmp_path.stat().st_ino == before
    assert sorted(snapshot(tmp_path)) == json.loads(done.stdout)["files"]


def test_a_folder_that_holds_something_is_refused_and_left(tmp_path: Path, examiner) -> None:
    (tmp_path / "course").mkdir()
    (tmp_path / "course/.hidden").write_text("mine")
    (tmp_path / "file").write_text("mine")
    before = snapshot(tmp_path)
    for name, why in (("course", "not empty"), ("file", "no folder"), ("course/.hidden/x", "")):
        done = examiner(tmp_path, "init", name)
        assert done.returncode in (1, 2) and why in done.stderr and "error:" in done.stderr
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("moves", [1, 4])
def test_what_a_killed_init_leaves_is_no_course_and_is_named(tmp_path: Path, examiner, moves: int) -> None:
    dying = (
        "import os, sys; from pathlib import Path; from examiner.starting import course, placing\n"
        "move, done = placing.durable.move, []\n"
        "def killed(old, new):\n"
        f"    done.append(new) if len(done) < {moves} else os.kill(os.getpid(), 9)\n"
        "    move(old, new)\n"
        "placing.durable.move = killed\n"
        "course.make_course(Path(sys.argv[1]), ('en',))\n"
    )
    assert subprocess.run([sys.executable, "-c", dying, tmp_path]).returncode == -9
    assert len(list(tmp_path.iterdir())) == moves + 1 and not (tmp_path / "nbgrader_config.py").exists()
    before = snapshot(tmp_path)
    done = examiner(tmp_path, "init", ".")
    assert done.returncode == 2 and "was stopped here before its end" in done.stderr
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("name", ["new/deep/course", "empty"])
def test_after_an_error_nothing_is_there(tmp_path: Path, examiner, monkeypatch, name: str) -> None:
    (tmp_path / "empty").mkdir()
    rename, count = os.rename, []

    def full(old: Path, new: Path) -> None:
        count.append(new)
        if len(count) == (1 if "new" in name else 4):
            raise OSError(28, "No space left on device", str(new))
        rename(old, new)

    monkeypatch.setattr("examiner.starting.placing.os.rename", full)
    done = examiner(tmp_path, "init", name)
    assert done.returncode == 1 and "No space left" in done.stderr
    assert [path.name for path in tmp_path.rglob("*")] == ["empty"]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((), "Name a folder"),
        (("x", "--dry-run"), "go with --here"),
        (("x", "--formgrader"), "go with --here"),
        (("x", "--language", "fr"), "language"),
        (("a\nb",), "control characters"),
    ],
)
def test_wrong_usage_makes_nothing(tmp_path: Path, examiner, arguments: tuple[str, ...], why: str) -> None:
    done = examiner(tmp_path, "init", *arguments)
    assert done.returncode == 2 and why in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_folder_that_fills_up_meanwhile_is_not_covered(tmp_path: Path, monkeypatch) -> None:
    from examiner.starting import placing

    fill = placing._fill

    def slow(draft: Path, files: dict[str, bytes]) -> None:
        fill(draft, files)
        (tmp_path / "course/mine").mkdir(parents=True)

    monkeypatch.setattr(placing, "_fill", slow)
    with pytest.raises(CourseError, match="not a moment ago"):
        make_course(tmp_path / "course", ("en",))
    assert [path.name for path in tmp_path.rglob("*")] == ["course", "mine"]
