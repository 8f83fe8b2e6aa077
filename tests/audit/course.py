"""A small course for audits: two tasks of NumPy, one of which measures something, and all kinds of answers."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path

import nbformat
import numpy as np
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from examiner.course.layout import Course

NAME = "week1"
CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "audited"
c.Exchange.root = ""
c.Examiner.preload = ["numpy"]
c.Examiner.jobs = 2
c.Examiner.limits = {"cell_seconds": 5, "call_seconds": 5, "notebook_seconds": 60, "memory_mib": 256}
"""
SCALE = '''
def scale(x, low=0.0):
    """Return x - low divided by its largest absolute value; ValueError if x is not one-dimensional."""
    ### BEGIN SOLUTION
    x = np.asarray(x, dtype=float)
    if x.ndim != 1:
        raise ValueError(f"x must have one dimension, not {x.ndim}")
    shifted = x - low
    return shifted / np.abs(shifted).max()
    ### END SOLUTION
'''
GUESS = '''
def guess(x, y):
    """Return a function of numbers x that tells the classes y, 0 and 1, apart."""
    ### BEGIN SOLUTION
    x, y = np.asarray(x, dtype=float), np.asarray(y)
    order = np.random.default_rng(3).permutation(x.size)
    x, y = x[order], y[order]
    border = (x[y == 0].max() + x[y == 1].min()) / 2
    return lambda new: (np.asarray(new) > border).astype(int)
    ### END SOLUTION
'''
CHECKS = {
    "scale": "assert np.allclose(scale([1, 2, 4]), [0.25, 0.5, 1])",
    "guess": "assert list(guess([0, 1, 4, 5], [0, 0, 1, 1])([1, 4])) == [0, 1]",
}
GRADERS = {
    "scale": '''
        """縮放 / Scaling"""
        import numpy as np

        from examiner import approx, hint, points, raises

        SECRET_ANSWERS = [0.125, 0.375, 0.8125, 0.6875, 0.0625]


        @points(2)
        def test_values(student, rng):
            """數值 / The values"""
            for low in (0.0, 2.5):
                x = rng.uniform(-3, 9, 7)
                expected = (x - low) / np.abs(x - low).max()
                assert student.scale(x, low) == approx(expected), hint("除以最大的絕對值 / Divide by the largest")
                assert student.scale(x.tolist(), low) == approx(expected)
            assert student.scale([1, -4]) == approx([0.25, -1])
            assert student.scale([3]) == approx([1])


        @points(1)
        def test_shape(student):
            """形狀 / The shape"""
            assert student.scale([2.0]) == approx([1.0])
            for wrong in (3.0, [[1.0, 2.0]]):
                with raises(ValueError):
                    student.scale(wrong)
    ''',
    "guess": '''
        """分類 / Classes"""
        import numpy as np

        from examiner import array, hint, points, reaches


        @points(2)
        def test_accuracy(student, hidden, rng):
            """正確率 / The accuracy"""
            data = np.load(hidden / "numbers.npz")
            x, y = data["numbers"].ravel(), np.arange(data["numbers"].size) % 2
            x = x + 4 * y  # from 0 to 3.9, and from 4 to 7.9
            predict = student.guess(x.tolist(), y.tolist())
            found = array(predict(x), x.shape)
            assert reaches(float((found == y).mean()), 0.9), hint("找兩類之間的界線 / Find the border")
    ''',
}
EQUIVALENT = """
    [[mutant]]
    task = "guess"
    line = "return lambda new: (np.asarray(new) > border).astype(int)"
    becomes = "return lambda new: (np.asarray(new) >= border).astype(int)"
    reason = "No number is exactly the border."

    [[mutant]]
    task = "guess"
    line = "x, y = x[order], y[order]"
    becomes = "pass"
    reason = "The order of the numbers does not matter."
"""
ANSWERS = {
    "equivalent_mutants.toml": EQUIVALENT,
    "right/scale/loop.py": """
        def scale(x, low=0.0):
            if np.ndim(x) != 1:
                raise ValueError("not a vector")
            most = max(abs(v - low) for v in x)
            return [(v - low) / most for v in x]
    """,
    "right/guess/middle.py": """
        def guess(x, y):
            x, y = np.array(x), np.array(y)
            border = (np.median(x[y == 0]) + np.median(x[y == 1])) / 2
            return lambda new: [int(v > border) for v in np.ravel(new)]
    """,
    "wrong/scale/no_check.py": """
        # loses: 1
        # Takes an x of any shape.
        def scale(x, low=0.0):
            x = np.asarray(x, dtype=float) - low
            return x / np.abs(x).max()
    """,
    "wrong/scale/sign.py": """
        # loses: >=2
        # Divides by the largest value instead of the largest absolute one.
        def scale(x, low=0.0):
            x = np.asarray(x, dtype=float) + low
            return x / x.max()
    """,
    "wrong/guess/baseline_zero.py": """
        # loses: 2
        # Always the first class.
        def guess(x, y):
            return lambda new: 0 * np.asarray(new)
    """,
}

DEMANDS = {"values": ("除以最大的絕對值", "divided by the largest absolute value"), "shape": ("一維", "one dimension")}
SENTENCE = "Return x - low divided by its largest absolute value; ValueError if x is not one-dimensional."
CONTRACT = {
    "test_scale.py": GRADERS["scale"]
    .replace("import numpy as np", "import numpy as np\n        import pytest")
    .replace("@points(2)", '@points(2)\n        @pytest.mark.demands("values")')
    .replace("@points(1)", '@points(1)\n        @pytest.mark.demands("shape")'),
    "sentences.toml": f"""
        [[sentence]]
        task = "scale"
        text = "{SENTENCE}"
        reason = "what the function is for"
    """,
    "wrong/scale/no_check.py": ANSWERS["wrong/scale/no_check.py"].replace(
        "loses: 1", "loses: 1\n        # breaks: shape"
    ),
    "wrong/scale/by_sum.py": """
        # loses: 2
        # breaks: values
        # Divides by the sum instead of the largest.
        def scale(x, low=0.0):
            if np.ndim(x) != 1:
                raise ValueError("not a vector")
            x = np.asarray(x, dtype=float) - low
            return x / np.abs(x).sum()
    """,
}


def table(language: str, rows: Mapping[str, tuple[str, str]]) -> NotebookNode:
    """Return the cell with a task's table in a language."""
    head = "| id | 要求 |" if language == "zh-TW" else "| id | Demand |"
    lines = [f"| `{name}` | {texts[language == 'en']} |" for name, texts in rows.items()]
    tags, text = [language, "contract"], "\n".join([head, "|---|---|", *lines])
    return new_markdown_cell(text, id=f"scale-contract-{language[:2]}", metadata={"tags": tags})


def _cell(source: str, grade_id: str, **flags: object) -> NotebookNode:
    marks = {
        "schema_version": 3,
        "grade_id": grade_id,
        "grade": False,
        "solution": False,
        "locked": False,
        "task": False,
    }
    return new_code_cell(source.strip(), id=grade_id.replace("_", "-"), metadata={"nbgrader": {**marks, **flags}})


def prose(name: str, zh: str, en: str) -> list[NotebookNode]:
    """Return prose in two languages."""
    pairs = (("zh-TW", zh), ("en", en))
    return [new_markdown_cell(text, id=f"{name}-{tag.lower()}", metadata={"tags": [tag]}) for tag, text in pairs]


def master() -> NotebookNode:
    """Return the master notebook."""
    cells = prose("title", "# 第一週", "# Week 1")
    cells.append(_cell("import numpy as np\n\nexample = np.linspace(0, 1, 50) ** 2", "given", locked=True))
    for name, source, points in (("scale", SCALE, 3), ("guess", GUESS, 2)):
        cells += prose(name, f"## 題目 {name}", f"## Task {name}")
        cells.append(_cell(source, name, solution=True))
        cells.append(_cell(CHECKS[name], f"test_{name}", grade=True, locked=True, points=points))
    return new_notebook(
        cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    )


def cell_of(notebook: NotebookNode, name: str) -> NotebookNode:
    """Return the nbgrader cell of that id."""
    return next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)


class AuditedCourse:
    """A course on disk that tests may spoil."""

    def __init__(self, root: Path) -> None:
        self.root, self.source, self.graders = root, root / "source" / NAME, root / "graders" / NAME
        for folder in (self.source, self.graders / "data"):
            folder.mkdir(parents=True)
        (root / "nbgrader_config.py").write_text(CONFIG)
        nbformat.write(master(), self.source / f"{NAME}.ipynb")
        for name, text in GRADERS.items():
            self.write(f"test_{name}.py", text)
        for name, text in ANSWERS.items():
            self.write(name, text)
        np.savez(self.graders / "data/numbers.npz", numbers=self.numbers())

    @staticmethod
    def numbers() -> np.ndarray:
        """Return the hidden numbers."""
        return np.random.default_rng(5).uniform(0, 3.9, (20, 10))

    @property
    def course(self) -> Course:
        """The course as the program sees it."""
        return Course.find(self.root)

    def write(self, name: str, text: str) -> Path:
        """Write a file beside the graders."""
        path = self.graders / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip(), encoding="utf-8")
        return path

    def add_contract(self) -> None:
        """Say in a table what the task ``scale`` demands, and name it in its checks and wrong answers."""
        notebook = self.notebook()
        for language in ("zh-TW", "en"):
            place = next(i for i, cell in enumerate(notebook.cells) if cell.id == f"scale-{language.lower()}")
            notebook.cells.insert(place + 1, table(language, DEMANDS))
        self.save(notebook)
        for name, text in CONTRACT.items():
            self.write(name, text)

    def notebook(self) -> NotebookNode:
        """Read the master notebook."""
        return nbformat.read(self.source / f"{NAME}.ipynb", 4)

    def save(self, notebook: NotebookNode) -> None:
        """Write the master notebook."""
        nbformat.write(notebook, self.source / f"{NAME}.ipynb")
