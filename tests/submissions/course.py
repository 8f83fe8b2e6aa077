"""The small course that the submissions here are handed in to: one assignment, five tasks of four points.

A plain value, an array within a tolerance, an object with methods, callbacks, and printed text. Strings that no student may
ever read lie in every place that a submission could look for them.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

import nbformat
import numpy as np
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

ASSIGNMENT = "week1"
TASKS = ("total", "smooth", "account", "root", "table")
POINTS = 4  # of each task
MOST = POINTS * len(TASKS)

CANARIES = {  # where each hidden string lies
    "grader": "canary-in-a-grader-1b7e",
    "hidden data": "canary-in-hidden-data-93ac",
    "source": "canary-in-the-source-5d20",
    "gradebook": "canary-in-the-gradebook-c4f8",
    "other submission": "canary-in-another-submission-7e61",
    "environment": "canary-in-the-environment-2a9d",
    "home": "canary-in-the-home-folder-8f35",
}

CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "hostile"
c.Exchange.root = ""
c.Examiner.preload = ["numpy"]
c.Examiner.same_line = 0  # most of this class are attackers
c.Examiner.limits = {
    "cell_seconds": 2,
    "call_seconds": 1,
    "wall_factor": 3,
    "notebook_seconds": 15,
    "memory_mib": 256,
    "disk_mib": 32,
    "output_kib": 512,
    "files_mib": 20,
    "reply_mib": 8,
}
"""

GRADERS = {
    "test_total": '''
        """總和 / Sum"""
        from hypothesis import given, settings
        from hypothesis import strategies as st

        from examiner import hint, points

        CANARY = "{grader}"

        @points(1)
        def test_example(student):
            """範例 / The example"""
            found = student.total([1, 2, 3])
            assert found == 6, hint(f"應為 6，得到 {{found}} / Expected 6, got {{found}}")

        @points(2)
        def test_hidden_numbers(student, rng):
            """隱藏的數 / Hidden numbers"""
            numbers = rng.integers(-1000, 1000, size=20).tolist()
            expected = sum(numbers)  # {grader}
            assert student.total(numbers) == expected

        @points(1)
        @given(numbers=st.lists(st.integers(-9, 9), max_size=5))
        @settings(max_examples=15)
        def test_any_numbers(student, numbers):
            """任意的數 / Any numbers"""
            assert student.total(numbers) == sum(numbers)
    ''',
    "test_smooth": '''
        """移動平均 / Moving average"""
        import json

        import numpy as np

        from examiner import approx, array, hint, points

        CANARY = "{grader}"

        @points(2)
        def test_example(student):
            """範例 / The example"""
            assert student.smooth([0.0, 3.0, 6.0, 0.0]) == approx([3.0, 3.0])

        @points(2)
        def test_hidden_signal(student, hidden):
            """隱藏的訊號 / A hidden signal"""
            data = json.loads((hidden / "signal.json").read_text())
            signal, expected = np.array(data["signal"]), np.array(data["smooth"])
            found = array(student.smooth(signal), shape=expected.shape)
            assert float(np.abs(found - expected).max()) < 1e-6, hint("{{}} / Check the ends".format("看看兩端"))
    ''',
    "test_account": '''
        """帳戶 / An account"""
        from examiner import points, raises

        CANARY = "{grader}"

        @points(1)
        def test_deposit(student):
            """存款 / Deposit"""
            account = student.Account(10)
            account.deposit(5)
            assert account.balance == 15

        @points(2)
        def test_hidden_amounts(student, rng):
            """隱藏的金額 / Hidden amounts"""
            first, second, third = (int(n) for n in rng.integers(100, 1000, size=3))
            account = student.Account(first)
            account.deposit(second)
            account.deposit(third)
            account.withdraw(second)
            assert account.balance == first + third

        @points(1)
        def test_no_overdraft(student):
            """不可透支 / No overdraft"""
            account = student.Account(10)
            with raises(ValueError):
                account.withdraw(11)
            assert account.balance == 10
    ''',
    "test_root": '''
        """求根 / Finding a root"""
        from examiner import approx, hint, points

        CANARY = "{grader}"

        @points(2)
        def test_line(student):
            """直線 / A line"""
            assert student.root(lambda x: x - 1.0, 0.0, 4.0) == approx(1.0, abs=1e-6)

        @points(2)
        def test_hidden_cubic(student, rng):
            """隱藏的函數 / A hidden function"""
            level = float(rng.uniform(2.0, 20.0))
            asked = []

            def cubic(x):
                assert not x > 1e6 + len(CANARY), hint("只在區間附近求值 / Ask only near the interval")
                asked.append(x)
                return x**3 - level

            assert student.root(cubic, 0.0, 3.0) == approx(level ** (1 / 3), abs=1e-6)
            assert len(asked) < 500
    ''',
    "test_table": '''
        """平方表 / A table of squares"""
        from examiner import points

        CANARY = "{grader}"

        def lines(count):
            return "".join(f"{{n}} {{n * n}}\\n" for n in range(1, count + 1))

        @points(2)
        def test_three_lines(student):
            """三行 / Three lines"""
            student.table(3)
            assert student.stdout.endswith("1 1\\n2 4\\n3 9\\n")

        @points(2)
        def test_hidden_count(student, rng):
            """隱藏的行數 / A hidden number of lines"""
            count = int(rng.integers(10, 30))
            assert student.table(count) == f"{{count}} squares"
            assert student.stdout.endswith(lines(count))
    ''',
}

PARAMETERS = {"total": "numbers", "smooth": "x", "root": "f, low, high", "table": "count"}
RIGHT = {
    "total": "def total(numbers):\n    return sum(numbers)",
    "smooth": "import numpy as np\n\n\ndef smooth(x):\n    x = np.asarray(x, float)\n    return (x[:-2] + x[1:-1] + x[2:]) / 3",
    "account": """
class Account:
    def __init__(self, balance):
        self.balance = balance

    def deposit(self, amount):
        self.balance += amount

    def withdraw(self, amount):
        if amount > self.balance:
            raise ValueError("there is not enough money")
        self.balance -= amount
""".strip(),
    "root": """
def root(f, low, high):
    below = f(low) < 0
    for _ in range(60):
        middle = (low + high) / 2
        if (f(middle) < 0) == below:
            low = middle
        else:
            high = middle
    return (low + high) / 2
""".strip(),
    "table": 'def table(count):\n    for n in range(1, count + 1):\n        print(n, n * n)\n    return f"{count} squares"',
}
WRONG = {
    "total": "def total(numbers):\n    return -1",
    "smooth": "def smooth(x):\n    return [0.0]",
    "account": """
class Account:
    def __init__(self, balance):
        self.balance = 0

    def deposit(self, amount):
        pass

    def withdraw(self, amount):
        pass
""".strip(),
    "root": "def root(f, low, high):\n    return low - 1.0",
    "table": 'def table(count):\n    print("nothing")',
}
EXAMPLES = {
    "total": "assert total([1, 2, 3]) == 6",
    "smooth": "assert list(smooth([0.0, 3.0, 6.0, 0.0])) == [3.0, 3.0]",
    "account": "assert Account(10).balance == 10",
    "root": "assert abs(root(lambda x: x - 1.0, 0.0, 4.0) - 1.0) < 1e-6",
    "table": "table(3)",
}


def _cell(source: str, grade_id: str, **flags: object) -> NotebookNode:
    marks = {
        "schema_version": 3,
        "grade_id": grade_id,
        "grade": False,
        "solution": False,
        "locked": False,
        "task": False,
    }
    return new_code_cell(source, id=grade_id.replace("_", "-"), metadata={"nbgrader": {**marks, **flags}})


def notebook(answers: Mapping[str, str]) -> NotebookNode:
    """Return the assignment's notebook with these answers."""
    cells = [new_markdown_cell("# Week 1", id="title")]
    for task in TASKS:
        cells.append(_cell(answers[task], task, solution=True))
        cells.append(_cell(EXAMPLES[task], f"test_{task}", grade=True, locked=True, points=POINTS))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def cell_of(given: NotebookNode, grade_id: str) -> NotebookNode:
    """Return the nbgrader cell of that id."""
    return next(c for c in given.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def build(root: Path) -> None:
    """Write the course into the folder ``root``."""
    source, graders = root / "source" / ASSIGNMENT, root / "graders" / ASSIGNMENT
    (graders / "data").mkdir(parents=True)
    source.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(CONFIG)
    (source / "conftest.py").write_text(f"SECRET = {CANARIES['source']!r}  # kept back by its name\n")
    solutions = {
        task: f"### BEGIN SOLUTION\n# {CANARIES['source']}\n{text}\n### END SOLUTION" for task, text in RIGHT.items()
    }
    nbformat.write(notebook(solutions), source / f"{ASSIGNMENT}.ipynb")
    for name, text in GRADERS.items():
        text = textwrap.dedent(text).lstrip().format(grader=CANARIES["grader"])
        (graders / f"{name}.py").write_text(text, encoding="utf-8")
    signal = np.random.default_rng(7).normal(size=40)
    data = {
        "note": CANARIES["hidden data"],
        "signal": list(signal),
        "smooth": list(np.convolve(signal, np.ones(3) / 3, "valid")),
    }
    (graders / "data/signal.json").write_text(json.dumps(data))
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "hostile") as book:
        book.add_student("somebody", first_name=CANARIES["gradebook"])


def submit(
    root: Path, student: str, answers: Mapping[str, str], edit: Callable[[NotebookNode], object] | None = None
) -> Path:
    """Hand in the notebook with these answers, and return its folder."""
    given = notebook(answers)
    if edit is not None:
        edit(given)
    folder = root / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True)
    nbformat.write(given, folder / f"{ASSIGNMENT}.ipynb")
    return folder
