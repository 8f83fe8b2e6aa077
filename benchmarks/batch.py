"""``python -m benchmarks.batch``: nbgrader and examiner on the same submissions, in one run.

A small TensorFlow notebook with two graded cells, handed in ten times with small differences. nbgrader runs as
it comes: one cold kernel per submission. Both times are of the whole command, start-up included, divided by
the number of submissions; ``ours_seconds_each_more`` leaves our start-up out, as a large class would see it.
``bare`` is the notebook's own work: its cells in a plain Python that has imported everything.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from examiner.kernels.budget import Budget
from examiner.kernels.forkserver import ForkServer
from examiner.kernels.pool import KernelPool
from examiner.model import Limits

PRELOAD = ["numpy", "tensorflow", "keras"]
CONFIG = f"""
c = get_config()
c.CourseDirectory.course_id = "bench"
c.Exchange.root = ""
c.Examiner.preload = {PRELOAD!r}
"""
IMPORTS = "import numpy as np\nimport tensorflow as tf\nfrom tensorflow import keras\nkeras.utils.set_random_seed(1)"
LOSS = (
    "def loss(y, p):\n    ### BEGIN SOLUTION\n    return float(tf.reduce_mean(tf.square(y - p)))\n    ### END SOLUTION"
)
TRAIN = """def train(x, y):
    ### BEGIN SOLUTION
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(8, "relu"), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(x, y, epochs=3, verbose=0)
    return model
    ### END SOLUTION"""
CHECK_LOSS = "assert abs(loss(np.array([1.0, 2.0]), np.array([1.0, 4.0])) - 2) < 1e-6"
CHECK_TRAIN = "x = np.random.rand(64, 2)\nassert train(x, x.sum(1)).predict(x, verbose=0).shape == (64, 1)"


def master() -> NotebookNode:
    """Return the notebook that is handed in."""

    def cell(source: str, name: str = "", **flags: object) -> NotebookNode:
        made = new_code_cell(source)
        if name:
            basis = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}
            made.metadata["nbgrader"] = {**basis, "grade_id": name, **flags}
        return made

    cells = [
        cell(IMPORTS),
        cell(LOSS, "loss", solution=True),
        cell(CHECK_LOSS, "test_loss", grade=True, locked=True, points=2),
        cell(TRAIN, "train", solution=True),
        cell(CHECK_TRAIN, "test_train", grade=True, locked=True, points=3),
    ]
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": spec})


def make_course(root: Path, count: int) -> None:
    """Write a course with ``count`` submissions."""
    (root / "source/bench").mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(CONFIG)
    nbformat.write(master(), root / "source/bench/bench.ipynb")
    for number in range(count):
        notebook = master()
        notebook.cells[1].source += f"\n# student {number}"
        folder = root / f"submitted/s{number:02}/bench"
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / "bench.ipynb")


def environment() -> dict[str, str]:
    """Return the environment that both programs run in."""
    found = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    # nbgrader takes a point for every line a library logs, so its logs are off for both.
    return found | {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}


def timed(command: list[str], root: Path) -> float:
    """Return the seconds that a command took; it must succeed."""
    began = time.perf_counter()
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, env=environment())
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return time.perf_counter() - began


def bare_seconds() -> float:
    """Return the seconds that the notebook's cells take in a plain, warm Python."""
    sources = [cell.source for cell in master().cells]
    script = (
        "import json, sys, time\nimport numpy, tensorflow, keras\nnames = {}\nbegan = time.perf_counter()\n"
        f"for source in {sources!r}:\n    exec(source, names)\nprint(time.perf_counter() - began)"
    )
    threads = dict.fromkeys(("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), "1")
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, env={**environment(), **threads}, check=True)
    return float(done.stdout.strip().splitlines()[-1])


def extra_kernel_mib() -> float:
    """Return the memory that one more warm kernel holds for itself."""
    with ForkServer(PRELOAD).start() as server, KernelPool(server, spare=0) as pool:
        session = pool.session(Budget(Limits()))
        result = session.execute("print(open('/proc/self/smaps_rollup').read())")
        session.close()
    text = "".join(output.text for output in result.outputs)
    return sum(int(kib) for kib in re.findall(r"Private_(?:Clean|Dirty):\s+(\d+) kB", text)) / 1024


def measure(count: int) -> dict[str, float]:
    """Run everything once and return the figures."""
    with tempfile.TemporaryDirectory(prefix="examiner-bench-") as folder:
        theirs, ours = Path(folder, "theirs"), Path(folder, "ours")
        for root in (theirs, ours):
            make_course(root, count)
            timed(["nbgrader", "generate_assignment", "bench"], root)
        one = timed(["examiner", "grade", "bench", "--student", "s00"], ours)
        all_ours = timed(["examiner", "grade", "bench", "--force"], ours)
        unboxed = timed(["examiner", "grade", "bench", "--force", "--no-box"], ours)
        all_theirs = timed(["nbgrader", "autograde", "bench"], theirs)
    bare = bare_seconds()
    each_more = max(all_ours - one, 0.0) / (count - 1)
    return {
        "submissions": count,
        "ours_seconds_per_submission": all_ours / count,
        "nbgrader_seconds_per_submission": all_theirs / count,
        "ratio": all_theirs / all_ours,
        "bare_seconds_per_submission": bare,
        "overhead_ratio": each_more / bare,
        "extra_kernel_mib": extra_kernel_mib(),
        "ours_seconds_each_more": each_more,
        "no_box_seconds_per_submission": unboxed / count,
        "box_cost_ratio": all_ours / unboxed,
        "ratio_each_more": all_theirs / count / each_more if each_more else float("inf"),
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--submissions", type=int, default=10)
    arguments = parser.parse_args()
    figures = {name: round(value, 3) for name, value in measure(arguments.submissions).items()}
    if arguments.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:36} {value:g}")


if __name__ == "__main__":
    main()
