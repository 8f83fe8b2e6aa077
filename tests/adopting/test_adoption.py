"""``examiner adopt`` on a small nbgrader course: what it writes judges as the asserts did."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from tests.adopting.masters import hidden, master, task
from tests.conftest import CONFIG, cell_of
from tests.fixtures.commands import Inline

from examiner.cli import main
from examiner.cli.shared import Resources
from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.warm import VARIABLE
from examiner.model import durable

MEAN = "def mean(xs):\n    if not len(xs):\n        raise ValueError('nothing')\n    return sum(xs) / len(xs)"
PREPARED = "a = 2\nb = 4\nc = mean([a, b])\nassert c == 3\nassert c * a == 6"
MEAN_TESTS = (
    "assert mean([2, 4]) == 3, 'of two numbers'\n"
    + "try:\n    mean([])\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError('of nothing')\n"
    + hidden("xs = np.random.rand(9)\nassert np.isclose(mean(xs), xs.mean())")
)
BANK = "class Account:\n    def __init__(self):\n        self.balance = 0\n    def pay(self, n):\n        self.balance += n\nmine = Account()"
BANK_TESTS = "mine.pay(5)\nassert mine.balance == 5\nmine.pay(5)\nassert mine.balance == 10"
ALIAS = "import fractions as fr\nn = 3"
Course_ = Callable[..., Path]


@pytest.fixture
def course(tmp_path: Path, server: ForkServer, monkeypatch: pytest.MonkeyPatch) -> Course_:
    """Makes a course without graders, and has the shared fork server used."""
    monkeypatch.setenv(VARIABLE, str(server.folder))

    def make(*tasks: list[NotebookNode], given: str = "import numpy as np") -> Path:
        (tmp_path / "nbgrader_config.py").write_text(CONFIG)
        (tmp_path / "source/ps1").mkdir(parents=True)
        nbformat.write(master(*tasks, given=given), tmp_path / "source/ps1/ps1.ipynb")
        return tmp_path

    return make


def run(root: Path, *arguments: str, given: Resources | None = None) -> tuple[int, str]:
    """Adopt, with an audit if there is something for it to work with; return the exit code and what was printed."""
    more = () if given else ("--no-audit",)
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as done:
        main(["adopt", "ps1", "--course", str(root), *more, *arguments], given)
    return int(done.value.code or 0), out.getvalue() + err.getvalue()


def judged(root: Path, **answers: str) -> tuple[int, str]:
    """Judge a notebook with these answers by the graders that were written."""
    notebook = nbformat.read(root / "source/ps1/ps1.ipynb", as_version=4)
    for name, text in answers.items():
        cell_of(notebook, name.replace("_", "-")).source = text
    nbformat.write(notebook, root / "mine.ipynb")
    out = io.StringIO()
    with contextlib.chdir(root), contextlib.redirect_stdout(out):
        options = ["-p", "no:cacheprovider", "-W", "default", "--import-mode=importlib"]
        code = pytest.main([*options, "graders/ps1", "--notebook", "mine.ipynb"])
    for name in [n for n, m in sys.modules.items() if str(getattr(m, "__file__", None) or "").startswith(str(root))]:
        del sys.modules[name]
    return int(code), out.getvalue()


def test_what_is_written_judges_as_the_asserts_did(course: Course_) -> None:
    root = course(task(1, MEAN, MEAN_TESTS, points=3), task(2, BANK, BANK_TESTS, points=2))
    before = (root / "source/ps1/ps1.ipynb").read_bytes()
    code, out = run(root)
    assert code == 0, out
    assert (root / "source/ps1/ps1.ipynb").read_bytes() == before
    assert sorted(p.name for p in (root / "graders/ps1").iterdir()) == ["test_cell-1a.py", "test_cell-2a.py"]
    assert "4 checks, all of which the master passes, stand for 5 asserts" in out
    assert judged(root)[0] == 0
    _, wrong = judged(root, answer_1="def mean(xs):\n    return 3")
    assert "     1 / 3    cell-1a" in wrong and "     2 / 2    cell-2a" in wrong
    _, wrong = judged(root, answer_2=BANK.replace("+= n", "= n"))
    assert "     0 / 2    cell-2a" in wrong


def test_what_checks_have_in_common_is_prepared_in_one_place(course: Course_) -> None:
    root = course(task(1, MEAN, PREPARED, points=2))
    assert run(root)[0] == 0
    assert (root / "graders/ps1/test_cell-1a.py").read_text().count("student.mean") == 1
    assert judged(root)[0] == 0
    assert "     0 / 2    cell-1a" in judged(root, answer_1="def mean(xs):\n    return 2")[1]


def test_asserts_that_go_on_from_one_another_are_one_check(course: Course_) -> None:
    root = course(task(2, BANK, BANK_TESTS, points=2))
    assert run(root)[0] == 0
    grader = (root / "graders/ps1/test_cell-2a.py").read_text()
    assert grader.count("@points(2)") == 1 and grader.count("assert ") == 2


def test_what_holds_without_an_answer_carries_no_points(course: Course_) -> None:
    root = course(task(1, "def f(x):\n    return x", "assert size == 3\nassert f(2) == 2", points=2), given="size = 3")
    assert run(root)[0] == 0
    grader = (root / "graders/ps1/test_cell-1a.py").read_text()
    assert "@points(0)\ndef test_size" in grader and "@points(2)\ndef test_f" in grader


def test_what_needs_a_hand_is_listed_and_its_grader_is_no_grader_yet(course: Course_) -> None:
    root = course(task(1, MEAN, MEAN_TESTS, points=3), task(2, ALIAS, "assert id(fr)\nassert n == 3\nassert n == 4"))
    code, out = run(root, "--json")
    told = json.loads(out.splitlines()[0])
    assert code == 1
    assert told["files"] == ["test_cell-1a.py", "unfinished/test_cell-2a.py.txt"]
    assert [(one["grade_id"], one["line"]) for one in told["by_hand"]] == [("cell-2a", 1), ("cell-2a", 3)]
    assert "fails in the master's own notebook: AssertionError" in told["by_hand"][1]["reason"]
    draft = (root / "graders/ps1/unfinished/test_cell-2a.py.txt").read_text()
    assert "assert student.n == 3" in draft and "#     assert n == 4" in draft
    code, out = judged(root)
    assert code == 0 and "3 passed" in out


def test_nothing_is_written_in_a_dry_run_or_over_graders(course: Course_, monkeypatch: pytest.MonkeyPatch) -> None:
    root = course(task(1, MEAN, MEAN_TESTS, points=3))
    assert run(root, "--dry-run")[0] == 0 and not (root / "graders").exists()
    assert run(root)[0] == 0
    grader = root / "graders/ps1/test_cell-1a.py"
    grader.write_text("# mine")
    (root / "graders/ps1/data").mkdir()
    (root / "graders/ps1/data/numbers.csv").write_text("1")
    code, out = run(root)
    assert code == 2 and "--force" in out and grader.read_text() == "# mine"

    def no_space(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patch:
        patch.setattr(durable, "swap_folder", no_space)
        assert run(root, "--force")[0] == 1
    assert grader.read_text() == "# mine" and [p.name for p in (root / "graders").iterdir()] == ["ps1"]
    assert run(root, "--force")[0] == 0
    assert "@points(1)" in grader.read_text() and (root / "graders/ps1/data/numbers.csv").read_text() == "1"


def test_of_several_notebooks_each_has_its_graders_in_a_folder(course: Course_) -> None:
    root = course(task(1, MEAN, PREPARED, points=2))
    nbformat.write(master(task(1, "n = 3", "assert n == 3", points=1)), root / "source/ps1/more.ipynb")
    code, out = run(root, "--json")
    assert code == 0 and [json.loads(line)["checks"] for line in out.splitlines()] == [1, 2]
    found = sorted(path.relative_to(root / "graders/ps1").as_posix() for path in (root / "graders/ps1").rglob("*.py"))
    assert found == ["more/test_cell-1a.py", "ps1/test_cell-1a.py"]


def test_graders_are_audited_at_once_and_what_junk_passes_is_named(course: Course_, server: ForkServer) -> None:
    refuses = "try:\n    mean([])\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError('of nothing')"
    root = course(task(1, MEAN, "assert mean([2, 4]) == 3", refuses, points=2))
    code, out = run(root, given=Resources(server, Inline()))
    told = " ".join(out.split())
    assert code == 1 and "junk raises earned 2 in answer-1" in told, told
    assert "a function that only raises ValueError passes cell-1b: test_mean: ask there for" in told, told
    assert "Mend in the graders what it names, then: examiner audit ps1" in told


def test_an_unknown_assignment_is_named(course: Course_) -> None:
    root = course(task(1, MEAN, MEAN_TESTS))
    with pytest.raises(CourseError, match="ps2"):
        Course.find(root).require("ps2")
    out = io.StringIO()
    with contextlib.redirect_stderr(out), pytest.raises(SystemExit) as done:
        main(["adopt", "ps2", "--course", str(root)])
    assert done.value.code == 2
