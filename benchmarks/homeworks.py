"""``python -m benchmarks.homeworks``: what one full-mark hand-in of each homework costs, nbgrader's way and ours.

The master's own answers are handed in. For each homework the two programs grade them in turn, ``--rounds`` times:

``nbgrader``
    ``nbgrader autograde`` as it comes, without our tags: one cold kernel, every cell run, nothing hidden to check.
``ours``
    what one more hand-in adds to ``examiner grade``: a class of three less a class of one, both after the master's
    trial, which is made once in a class. The graders' hidden checks are in it, the start-up is not.
``bare``
    the notebook's cells alone, in a plain Python that has imported everything.

``cpu`` figures are CPU seconds of all processes, the others seconds by the clock. ``ratio`` is our CPU over
nbgrader's.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import nbformat

from benchmarks.batch import environment

ROOT = Path(__file__).parents[1]
PLAIN = """
c = get_config()
c.CourseDirectory.course_id = "bench"
c.Exchange.root = ""
c.ExecutePreprocessor.timeout = 600
"""
CLASS = ("a", "b", "c")


@dataclass(frozen=True)
class Cost:
    """What a command took.

    Parameters
    ----------
    cpu : float
        CPU seconds, of the command and of what it waited for.
    wall : float
        Seconds by the clock.
    printed : str
        Its output.
    """

    cpu: float
    wall: float
    printed: str = ""


def cost(command: Sequence[str], root: Path) -> Cost:
    """Run a command that must succeed, and return its cost.

    Raises
    ------
    RuntimeError
        If it fails.
    """
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, env=environment())
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, wall, done.stdout)


def graded(command: Sequence[str], root: Path) -> Cost:
    """Return the cost of ``examiner grade`` with its kernels: nobody waits for these, but each report tells its own."""
    found = cost([*command, "--json"], root)
    kernels = sum(json.loads(line)["cpu_seconds"] for line in found.printed.splitlines())
    return Cost(found.cpu + kernels, found.wall)


def make_course(root: Path, assignment: str, config: str) -> None:
    """Write a course whose students hand in the master of an assignment."""
    root.mkdir()
    (root / "nbgrader_config.py").write_text(config, encoding="utf-8")
    shutil.copytree(ROOT / "source", root / "source")  # all: settings name the other homeworks
    for student in CLASS:
        shutil.copytree(ROOT / "source" / assignment, root / "submitted" / student / assignment)


def run_every_cell(path: Path) -> None:
    """Take the tags out of a notebook that keep cells from being run: nbgrader knows them, its courses have none."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.metadata.pop("tags", None)
    nbformat.write(notebook, path)


def bare_cpu(assignment: str) -> float:
    """Return the CPU seconds of the notebook's cells in a Python that has imported everything."""
    path = ROOT / "source" / assignment / f"{assignment}.ipynb"
    cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    script = (
        "import json, sys, time\nfrom IPython.core.interactiveshell import InteractiveShell\n"
        "import numpy, pandas, matplotlib, tensorflow, keras, sklearn, scipy.stats, sympy\n"
        "shell = InteractiveShell.instance()\nbegan = time.process_time()\n"
        f"for source in {cells!r}:\n    shell.run_cell(source).raise_error()\n"
        "print('\\n', time.process_time() - began)"
    )
    threads = dict.fromkeys(("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), "1")
    with tempfile.TemporaryDirectory(prefix="examiner-bench-") as folder:
        done = subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            env={**environment(), **threads, "MPLBACKEND": "agg"},
            cwd=folder,
            check=True,
        )
    return float(done.stdout.strip().splitlines()[-1])


def one_round(assignment: str, theirs: Path, ours: Path) -> tuple[Cost, Cost]:
    """Return the costs of one hand-in, (nbgrader's, ours)."""
    grade = ["examiner", "grade", assignment, "--force", "--jobs", "1"]
    plain = cost(["nbgrader", "autograde", assignment, "--student", "a", "--force"], theirs)
    one = graded([*grade, "--student", "a"], ours)
    three = graded(grade, ours)
    more = len(CLASS) - 1
    return plain, Cost((three.cpu - one.cpu) / more, (three.wall - one.wall) / more)


def measure(assignment: str, rounds: int) -> dict[str, float | str]:
    """Return the figures of one homework, each the median of the rounds."""
    with tempfile.TemporaryDirectory(prefix="examiner-bench-") as folder:
        theirs, ours = Path(folder, "theirs"), Path(folder, "ours")
        make_course(theirs, assignment, PLAIN)
        for notebook in theirs.rglob("*.ipynb"):
            run_every_cell(notebook)
        make_course(ours, assignment, (ROOT / "nbgrader_config.py").read_text(encoding="utf-8"))
        shutil.copytree(ROOT / "graders" / assignment, ours / "graders" / assignment)
        cost(["nbgrader", "generate_assignment", assignment], theirs)
        cost(["examiner", "release", assignment], ours)
        cost(["examiner", "grade", assignment, "--student", "a"], ours)  # with the master's trial
        pairs = [one_round(assignment, theirs, ours) for _ in range(rounds)]
    nbgrader_cpu, ours_cpu = (median(pair[side].cpu for pair in pairs) for side in (0, 1))
    return {
        "assignment": assignment,
        "nbgrader_cpu_seconds": round(nbgrader_cpu, 2),
        "bare_cpu_seconds": round(median(bare_cpu(assignment) for _ in range(rounds)), 2),
        "ours_cpu_seconds": round(ours_cpu, 2),
        "ratio": round(ours_cpu / nbgrader_cpu, 3),
        "nbgrader_seconds": round(median(plain.wall for plain, _ in pairs), 2),
        "ours_seconds": round(median(own.wall for _, own in pairs), 2),
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("assignments", nargs="*", help="default: every homework of the course")
    parser.add_argument("--json", action="store_true", help="a JSON list, one object a homework")
    parser.add_argument("--rounds", type=int, default=1)
    arguments = parser.parse_args()
    every = sorted(path.name for path in (ROOT / "source").iterdir())
    found = [measure(name, arguments.rounds) for name in arguments.assignments or every]
    if arguments.json:
        print(json.dumps(found))
        return
    for figures in found:
        print(*(f"{name}={value}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
