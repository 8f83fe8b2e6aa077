"""``pytest graders/<assignment>``: as an instructor runs it, with a real kernel."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import nbformat
import pytest
from tests.conftest import cell_of
from tests.fixtures.commands import Done

from examiner.grading.collecting import relies_on_a_given_hint, syntax_error_in
from examiner.grading.plugin import NAME, GradingPlugin
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.warm import VARIABLE

OPTIONS = ("-p", "no:cacheprovider", "--no-header")
# In this process warnings are errors; and a module of an earlier run's course must not be taken for this one's.
OURS = ("-W", "default", "--import-mode=importlib")


def real_pytest(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest as an instructor does, from the course's folder."""
    command = [sys.executable, "-m", "pytest", *OPTIONS, *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, env={**os.environ, "COLUMNS": "120"})


@pytest.fixture
def run_pytest(server: ForkServer, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Runs pytest in the course's folder, in this process and on the shared fork server."""
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv(VARIABLE, str(server.folder))

    def run(root: Path, *arguments: str) -> Done:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.chdir(root), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = pytest.main([*OPTIONS, *OURS, *arguments])
        for name in [
            n for n, m in sys.modules.items() if str(getattr(m, "__file__", None) or "").startswith(str(root))
        ]:
            del sys.modules[name]
        return Done(int(code), out.getvalue(), err.getvalue())

    return run


def test_the_master_passes_and_the_score_is_shown(mini) -> None:
    done = real_pytest(mini.root, "graders/mini")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 passed" in done.stdout
    assert "10 / 10   in all" in done.stdout


def test_a_students_notebook_is_judged_and_a_failure_reads_like_pytest(mini, run_pytest) -> None:
    path = mini.submit(
        "ada", double="def double(x):\n    return x * 3", greet='def greet(n): raise KeyError(n)\nprint("ready")'
    )
    done = run_pytest(mini.root, "graders/mini", "--notebook", str(path))
    assert done.returncode == 1
    assert "4 failed, 1 passed" in done.stdout
    assert "assert student.double(3) == 6" in done.stdout
    assert "想想兩倍 / Think of twice" in done.stdout
    assert "the student's traceback" in done.stdout and "raise KeyError(n)" in done.stdout
    assert "1 / 10   in all" in done.stdout


def test_one_test_can_be_picked(mini, run_pytest) -> None:
    done = run_pytest(mini.root, "graders/mini/test_double.py::test_one_number")
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
    assert run_pytest(mini.root, "graders/mini", "-k", "hidden").returncode == 0


def test_modules_run_in_the_notebooks_order_whatever_their_names(mini, run_pytest) -> None:
    mini.grader("test_double", (mini.root / "graders/mini/test_double.py").read_text())
    done = run_pytest(mini.root, "graders/mini", "-v")
    places = [done.stdout.index(name) for name in ("test_double.py::test_one", "test_greet.py::test_name")]
    assert places == sorted(places)


def test_a_grader_scores_a_cell_whose_id_does_not_begin_with_test(mini, run_pytest) -> None:
    path = mini.root / "source/mini/mini.ipynb"
    master = nbformat.read(path, as_version=4)
    cell_of(master, "test_greet").metadata["nbgrader"]["grade_id"] = "cell-1f0c"
    nbformat.write(master, path)
    (mini.root / "graders/mini/test_greet.py").rename(mini.root / "graders/mini/test_cell-1f0c.py")
    done = run_pytest(mini.root, "graders/mini")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "     5 / 5    cell-1f0c" in done.stdout and "10 / 10   in all" in done.stdout


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (
            "test_double",
            "from examiner import points\n@points(4)\ndef test_a(student): pass",
            "its tests carry 4 points, the grade cell 5",
        ),
        (
            "test_doubel",
            "from examiner import points\n@points(4)\ndef test_a(student): pass",
            "no grade cell 'test_doubel' in the notebook; meant 'test_double'?",
        ),
        ("test_double", "def test_a(student): pass", "test_a has no @points"),
        (
            "test_double",
            "from examiner import points\n@points(-1)\ndef test_a(student): pass",
            "points must be a finite number",
        ),
        ("test_double", "def test_a(student) pass", "SyntaxError"),
        (
            "test_double",
            "from examiner import points\n@points(5)\ndef test_a(student): assert student.double(1) == 2, hint('no')",
            "hint is used but not imported; add `from examiner import hint`",
        ),
    ],
)
def test_a_grader_that_cannot_be_used_is_an_error_at_collection(
    mini, run_pytest, name: str, text: str, told: str
) -> None:
    mini.grader(name, text)
    done = run_pytest(mini.root, "graders/mini")
    assert done.returncode not in (0, 1)
    assert told in done.stdout + done.stderr


def test_an_unreadable_notebook_is_a_usage_error(mini, run_pytest) -> None:
    path = mini.root / "broken.ipynb"
    path.write_text("{")
    done = run_pytest(mini.root, "graders/mini", "--notebook", str(path))
    assert done.returncode == 4
    assert "broken.ipynb" in done.stderr


def test_a_bug_of_the_grader_is_shown_as_a_fault(mini, run_pytest) -> None:
    mini.grader("test_double", "from examiner import points\n@points(5)\ndef test_a(student): 1 / 0")
    done = run_pytest(mini.root, "graders/mini")
    assert "fault / 5    double" in done.stdout


@pytest.mark.parametrize(
    "text",
    [
        "def test_a(student):\n    from examiner import hint\n    assert student.double(1) == 2, hint('no')",
        "def test_a(student, hint='no'): assert student.double(1) == 2, hint",
        "import examiner\ndef test_a(student): assert student.double(1) == 2, examiner.hint('no')",
    ],
)
def test_a_hint_that_comes_from_somewhere_is_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "test_double.py"
    path.write_text(text)
    assert not relies_on_a_given_hint(path, ModuleType("test_double"))


def test_each_session_has_a_plugin_of_its_own(pytester: pytest.Pytester) -> None:
    seen = []

    class Watch:
        def pytest_collection_finish(self, session: pytest.Session) -> None:
            seen.append(session.config.pluginmanager.get_plugin(NAME))

    pytester.makepyfile("def test_a(): pass")
    for _ in range(2):
        done = pytester.inline_run("--disable-plugin-autoload", "-p", "examiner.grading.plugin", plugins=[Watch()])
        assert done.ret == 0
    assert all(isinstance(plugin, GradingPlugin) for plugin in seen) and seen[0] is not seen[1]


def test_plain_data_that_is_used_as_a_function_or_an_object_is_the_students_mistake(mini, run_pytest) -> None:
    mini.grader(
        "test_double",
        """
        from examiner import points

        @points(2)
        def test_call(student): student.double(1)

        @points(3)
        def test_object(student): student.greet("x").turn(2)
        """,
    )
    path = mini.submit("ada", double="double = 6", greet="def greet(name): return {}")
    done = run_pytest(mini.root, "graders/mini/test_double.py", "--notebook", str(path))
    assert "    0 / 5    double" in done.stdout
    page = run_pytest(mini.root, "graders/mini/test_double.py", "--notebook", str(path), "-rf").stdout
    assert "2 failed" in page


HYPOTHESIS = """
    from pathlib import Path

    from examiner import points
    from hypothesis import given, settings
    from hypothesis import strategies as st

    @points(2)
    @given(number=st.integers())
    def test_given(student, number):
        assert student.double(number) == 2 * number

    @points(3)
    @settings(max_examples=20)
    @given(number=st.integers(), text=st.text())
    def test_settings(student, number, text):
        with open("examples.txt", "a") as file:
            file.write(f"{number} {text!r}\\n")
        assert student.double(number) == 2 * number
"""


def test_hypothesis_repeats_itself_and_leaves_nothing(mini, run_pytest) -> None:
    mini.grader("test_double", HYPOTHESIS)
    examples = []
    for _ in range(2):
        done = run_pytest(mini.root, "graders/mini/test_double.py")
        assert "5 / 5    double" in done.stdout, done.stdout
        examples.append((mini.root / "examples.txt").read_text())
        (mini.root / "examples.txt").unlink()
    assert examples[0] == examples[1] and examples[0].count("\n") == 20
    assert not (mini.root / ".hypothesis").exists()


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("import itertools\nn = itertools.count()\ndef double(x): return next(n)", "failed"),
        (
            "import itertools\nn = itertools.count()\ndef double(x): raise [KeyError, ValueError, IndexError][next(n) % 3]",
            "raised",
        ),
        ("import time\ndef double(x): time.sleep(0.3); return 2 * x", "passed"),
        ("import os\ndef double(x): os._exit(0)", "crashed"),
    ],
)
def test_what_a_student_does_under_hypothesis_is_never_a_fault(mini, run_pytest, answer: str, outcome: str) -> None:
    mini.grader(
        "test_double",
        HYPOTHESIS.replace("st.integers()", "st.integers(0, 3)")
        .replace("points(2)", "points(5)")
        .split("    @points(3)")[0],
    )
    path = mini.submit("ada", double=answer)
    done = run_pytest(mini.root, "graders/mini/test_double.py", "--notebook", str(path))
    score = "5" if outcome == "passed" else "0"
    assert f"{score} / 5    double" in done.stdout, done.stdout


def test_files_outside_graders_are_left_alone(mini, run_pytest) -> None:
    path = mini.root / "test_other.py"
    path.write_text("def test_other(): pass\n")
    done = run_pytest(mini.root, str(path))
    assert done.returncode == 0 and "score of" not in done.stdout


def test_the_student_fixture_outside_graders_says_what_it_is_for(mini, run_pytest) -> None:
    path = mini.root / "test_other.py"
    path.write_text("def test_other(student): pass\n")
    assert "no grader module of a course" in run_pytest(mini.root, str(path)).stdout


def test_nothing_is_left_running(mini) -> None:
    real_pytest(mini.root, "graders/mini")
    commands = [p.read_bytes() for p in Path("/proc").glob("[0-9]*/cmdline") if p.exists()]
    assert not [c for c in commands if str(mini.root).encode() in c]


@pytest.mark.parametrize("broken", ["def (x):\n    pass\n", "if 1:\nx = 2\n", "x = (1,\n\ny = [\n"])
def test_a_syntax_error_in_a_grader_is_told_first_with_file_and_line(pytester: pytest.Pytester, broken: str) -> None:
    pytester.makepyfile(helper=broken, test_it="import helper")
    told = pytester.runpytest("--tb=short").stdout.str()
    first = syntax_error_in(told)
    assert re.fullmatch(rf"{re.escape(str(pytester.path / 'helper.py'))}:[1-3]: \w+Error: .+", first)
    assert syntax_error_in("E   ImportError: no") == ""
