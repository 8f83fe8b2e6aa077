"""``examiner demo``: an example class of 12, graded in a throw-away copy of the course.

The class is made from the master notebook by a small table of edits, so the demo shows whatever the course holds.
"""

from __future__ import annotations

import copy
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from rich.cells import cell_len

from examiner.batch.runner import Batch
from examiner.course.errors import CourseError
from examiner.course.layout import Course
from examiner.feedback.publish import feedback
from examiner.model.cells import cells_of, mark
from examiner.release.edition import make_release, release_form
from examiner.reports.publish import class_report

ASSIGNMENT = "hw1"
COPIED = ("nbgrader_config.py", "source", "graders", "release")

LOOP = "while True:\n    pass\n"
HOG = "everything = []\nwhile True:\n    everything.append(bytearray(50_000_000))\n"
EXIT = "import os\nos._exit(0)\n"
SYNTAX = "def logit(p)\n    return np.log(p / (1 - p))\n"


@dataclass(frozen=True)
class Example:
    """One student of the class.

    Parameters
    ----------
    name : str
        The student's id, as nbgrader would have it.
    story : str
        What is special about the submission.
    edit : callable
        Changes a copy of the master notebook.
    """

    name: str
    story: str
    edit: Callable[[NotebookNode, Course], None]


def _cells(notebook: NotebookNode) -> dict[str, NotebookNode]:
    return {cell.grade_id: notebook.cells[cell.index] for cell in cells_of(notebook) if cell.grade_id}


def keep(notebook: NotebookNode, course: Course) -> None:
    """Hand in the master's own answers."""


def styled(number: int) -> Callable[[NotebookNode, Course], None]:
    """Answer each task as ``right/<task>`` number ``number`` does."""

    def edit(notebook: NotebookNode, course: Course) -> None:
        _replace_from(notebook, course.graders(ASSIGNMENT) / "right", number)

    return edit


def mistaken(*tasks: str) -> Callable[[NotebookNode, Course], None]:
    """Make the first typical mistake of these tasks; none named: of every third task."""

    def edit(notebook: NotebookNode, course: Course) -> None:
        wrong = course.graders(ASSIGNMENT) / "wrong"
        for name in tasks or sorted(path.name for path in wrong.iterdir())[::3]:
            _replace_from(notebook, wrong, 0, only=name)

    return edit


def _replace_from(notebook: NotebookNode, folder: Path, number: int, only: str = "") -> None:
    for name, cell in _cells(notebook).items():
        answers = sorted((folder / name).glob("*.py")) if only in ("", name) else []
        if answers:
            cell.source = answers[number % len(answers)].read_text(encoding="utf-8")


def inserted(task: str, source: str) -> Callable[[NotebookNode, Course], None]:
    """Put ``source`` at the top of the answer to ``task``."""

    def edit(notebook: NotebookNode, course: Course) -> None:
        _cells(notebook)[task].source = source

    return edit


def empty(notebook: NotebookNode, course: Course) -> None:
    """Hand in what was handed out."""
    notebook.cells = release_form(notebook, course.settings).cells


def rearranged(notebook: NotebookNode, course: Course) -> None:
    """Delete a grade cell and duplicate an answer and another grade cell, as slips of the mouse do."""
    cells = _cells(notebook)
    notebook.cells.remove(cells["test_activations"])
    for name in ("logit", "test_logit"):
        twin = copy.deepcopy(cells[name])
        twin.id = f"{twin.id[:50]}-copy"
        notebook.cells.insert(notebook.cells.index(cells[name]) + 1, twin)


def tampered(notebook: NotebookNode, course: Course) -> None:
    """Raise the points, empty the asserts, and write a result file: all of it in vain."""
    empty(notebook, course)
    for name, cell in _cells(notebook).items():
        if name.startswith("test_"):
            mark(cell, points=1000)
            cell.source = "print('100/100, passed')"
    forged = json.dumps({"score": 100, "outcome": "graded"})
    notebook.cells.append(new_code_cell(f"open('report.json', 'w').write({forged!r})"))


CLASS = (
    Example("ada", "all right, the master's own style", keep),
    Example("bao", "all right, in another style", styled(0)),
    Example("chen", "all right, in a third style", styled(1)),
    Example("dora", "typical mistakes in three tasks", mistaken("activations", "binary_crossentropy", "optimizers")),
    Example("emil", "typical mistakes in every third task", mistaken()),
    Example("fang", "handed in empty", empty),
    Example("gita", "a syntax error in one answer", inserted("logit", SYNTAX)),
    Example("hugo", "an endless loop in one answer", inserted("initializers", LOOP)),
    Example("iris", "takes all memory in one answer", inserted("logit", HOG)),
    Example("juan", "ends the kernel in one answer", inserted("categorical_crossentropy", EXIT)),
    Example("王小明, 二年級", "deleted and duplicated cells", rearranged),
    Example("mallory", "tampered with points and tests", tampered),
)


def run(course: Course, keep_at: Path | None, tell: Callable[[str], None]) -> Iterator[tuple[str, str]]:
    """Play the whole flow and yield where its results lie, as (key, path).

    Parameters
    ----------
    course : Course
        Copied, never changed.
    keep_at : Path, optional
        Folder for the copy; must not exist yet. Default: a fresh temporary one.
    tell : callable
        Gets a line for each step.

    Raises
    ------
    CourseError
        If the folder exists, or a submission of the class did not end as it must.
    """
    copied = Course.find(_copy(course, keep_at))
    yield "COURSE", str(copied.root)
    tell(f"An example class of {len(CLASS)} in {copied.root}")
    make_release(copied, ASSIGNMENT)
    hand_in(copied, ASSIGNMENT, tell)
    tell("Warming up the kernels, then grading …")
    batch = Batch(copied, ASSIGNMENT)
    reports = []
    for report in batch.run(batch.students()):
        score = "–" if report.score is None else f"{report.score:5.1f}"
        tell(f"  {_column(report.student)} {score} / {report.max_score:g}   {report.seconds:5.1f} s")
        reports.append(report)
    feedback(copied, ASSIGNMENT)
    yield "GRADEBOOK", str(copied.gradebook)
    yield "FEEDBACK", str(copied.feedback(CLASS[0].name, ASSIGNMENT).parent.parent)
    yield "REPORT", class_report(copied, ASSIGNMENT).path
    bad = [report.student for report in reports if report.waits]
    if bad or batch.problems:
        raise CourseError(f"not graded: {', '.join(bad)} {' '.join(batch.problems)}")


def _copy(course: Course, keep_at: Path | None) -> Path:
    target = keep_at or Path(tempfile.mkdtemp(prefix="examiner-demo-")) / "course"
    if target.exists():
        raise CourseError(f"{target} exists already; name a folder that does not")
    target.mkdir(parents=True)
    for name in COPIED:
        place = course.root / name
        if place.is_dir():
            shutil.copytree(place, target / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
        elif place.is_file():
            shutil.copyfile(place, target / name)
    return target


def hand_in(course: Course, assignment: str, tell: Callable[[str], None]) -> None:
    """Write the class' submissions into ``submitted/``."""
    (path,) = course.notebooks(assignment)
    for example in CLASS:
        notebook = nbformat.read(path, as_version=4)
        example.edit(notebook, course)
        folder = course.submitted(example.name, assignment)
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / path.name)
        tell(f"  {_column(example.name)} {example.story}")


def _column(name: str, width: int = 16) -> str:
    """Return a name filled up with spaces; Chinese characters take two columns of a terminal."""
    return name + " " * (width - cell_len(name))
