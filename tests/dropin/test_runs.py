"""How notebooks are run: each in a room of its own with its CPU time, unless it is to be nbgrader's way."""

from __future__ import annotations

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.converters import Autograde
from tests.conftest import cell_of, marked_cell
from tests.dropin.compare import differences, rows
from tests.dropin.masters import PYTHON, Made
from tests.dropin.pair import CONFIG, NBGRADER, OURS, Pair
from tests.dropin.uploads import IN_TIME, Upload

from examiner.kernels.forkserver import ForkServer

TIMES = f"{CONFIG}c.Execute.timeout = 4\n"
SLEEPS = "import time\n\ntime.sleep(6)\nslow = 1"


def notebook(*answers: tuple[str, str, str]) -> NotebookNode:
    """Return a notebook of answers with their names and tests."""
    cells = []
    for name, answer, test in answers:
        text = f"### BEGIN SOLUTION\n{answer}\n### END SOLUTION"
        cells.append(marked_cell("code", text, name, solution=True))
        cells.append(marked_cell("code", test, f"test_{name}", grade=True, locked=True, points=4))
    return new_notebook(cells=cells, metadata={"kernelspec": PYTHON})


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory, server: ForkServer) -> Pair:
    """A course whose second notebook reads what its first one writes; nbgrader has graded what was handed in."""
    pair = Pair(tmp_path_factory.mktemp("runs"), server, TIMES)
    write = "open('kept.txt', 'w').write('7')\nopen('given.txt', 'w').write('8')"
    masters = {
        "one": notebook(
            ("slow", "slow = 1", "assert slow == 1"), ("write", write, "assert open('kept.txt').read() == '7'")
        ),
        "two": notebook(("read", "kept = open('kept.txt').read() + open('given.txt').read()", "assert kept == '78'")),
    }
    pair.teach(Made("runs", None, masters, {"given.txt": "0"}))  # type: ignore[arg-type]  # nothing is drawn
    assert pair.release("runs") == ("", "")
    handed_in = dict(pair.released(NBGRADER, "runs"))
    cell_of(handed_in["one"], "slow").source = SLEEPS
    cell_of(handed_in["one"], "write").source = write
    cell_of(handed_in["two"], "read").source = "kept = open('kept.txt').read() + open('given.txt').read()"
    pair.take("runs", Upload("ada", IN_TIME, handed_in))
    assert pair.nbgrader(Autograde, "runs") == ""
    return pair


def found(pair: Pair, *names: str) -> dict[str, tuple[object, object]]:
    """Grade with these names in the settings; return what each program gives where that differs, by cell."""
    pair.write("nbgrader_config.py", f"{TIMES}c.Examiner.as_nbgrader = {list(names)!r}\n")
    pair.ours("grade", "runs", "--force")
    with pair.gradebook(NBGRADER) as theirs, pair.gradebook(OURS) as ours:
        every = [*differences(rows(theirs, "runs"), rows(ours, "runs"))]
    return {one.place[2]: (one.theirs, one.ours) for one in every if one.what == "auto_score"}


def test_a_notebook_has_its_own_files_and_its_cells_cpu_time(pair: Pair) -> None:
    assert found(pair) == {"test_slow": (0.0, 4.0), "test_read": (4.0, None)}


def test_with_nbgraders_way_files_stay_and_the_clock_counts(pair: Pair) -> None:
    assert found(pair, "runs") == {}
