"""Makes ``former.zip``: a small course as version 2258bb2 of this repository left it.

Run with that version's code, in a folder of its own::

    git worktree add OLD 2258bb2
    PYTHONPATH=OLD/src python tests/migration/make_former.py tests/migration/former.zip

Three students: ada has everything right, ben has a wrong answer and what a person gave by hand (points, extra credit
and a comment), cleo's notebook is damaged.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

from nbformat import NotebookNode, v4, writes
from nbgrader.api import Gradebook

from examiner import cli

CONFIG = """
c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "former"
c.Exchange.root = ""
c.Examiner.languages = ["zh-TW", "en"]
c.Examiner.preload = []
c.Examiner.spare_kernels = 2
c.Examiner.jobs = 1
c.Examiner.limits = {"cell_seconds": 20, "deaths": 3}
# nbgrader's own commands grade in the box too.
c.Autograde.sanitize_preprocessors = ["nbgrader.preprocessors.ClearOutput", "examiner.nbgrader_plugin.Intake"]
c.Autograde.autograde_preprocessors = [
    "examiner.nbgrader_plugin.Grade",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "examiner.nbgrader_plugin.Save",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
# The end of the file stays.
"""
GRADER = '''
"""加倍 / Doubling"""
from examiner import approx, hint, points

@points(3)
def test_numbers(student):
    """數字 / Numbers"""
    assert student.double(4) == approx(8), hint("再想想 / Think again")

@points(1)
def test_texts(student):
    """文字 / Texts"""
    assert student.double("ab") == "abab"
'''
ANSWER = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"


def code(source: str, name: str, **flags: object) -> NotebookNode:
    """Return a cell of nbgrader's."""
    kinds = {"grade": False, "solution": False, "locked": False, "task": False}
    return v4.new_code_cell(
        source, id=name, metadata={"nbgrader": {"schema_version": 3, "grade_id": name} | kinds | flags}
    )


def notebook(answer: str) -> str:
    """Return the notebook with an answer."""
    essay = v4.new_markdown_cell(
        "Because it is twice.",
        id="essay",
        metadata={
            "nbgrader": {
                "schema_version": 3,
                "grade_id": "essay",
                "grade": True,
                "solution": True,
                "locked": False,
                "task": False,
                "points": 5,
            }
        },
    )
    cells = [
        code(answer, "double", solution=True),
        code("assert double(1) == 2", "test_double", grade=True, locked=True, points=4),
        essay,
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return writes(v4.new_notebook(cells=cells, metadata=kernel))


def run(*arguments: str) -> None:
    """Run a command of the former version."""
    with contextlib.suppress(SystemExit):
        sys.argv[1:] = arguments
        cli.main()


def main() -> None:
    """Make the course and pack it."""
    target = Path(sys.argv[1]).absolute()
    root = Path(tempfile.mkdtemp()) / "course"
    for folder in ("source/hw1", "graders/hw1"):
        (root / folder).mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(CONFIG.lstrip(), encoding="utf-8")
    (root / "source/hw1/hw1.ipynb").write_text(notebook(ANSWER), encoding="utf-8")
    (root / "graders/hw1/test_double.py").write_text(GRADER.lstrip(), encoding="utf-8")
    right = notebook("def double(x):\n    return 2 * x")
    for name, text in {"ada": right, "ben": right.replace("2 * x", "x ** 2"), "cleo": right[:300]}.items():
        folder = root / "submitted" / name / "hw1"
        folder.mkdir(parents=True)
        (folder / "hw1.ipynb").write_text(text, encoding="utf-8")
        (folder / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC", encoding="utf-8")
    os.chdir(root)
    run("release", "hw1")
    run("grade", "hw1")
    run("feedback", "hw1")
    with Gradebook("sqlite:///gradebook.db") as gradebook:
        grade = gradebook.find_grade("essay", "hw1", "hw1", "ben")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 3.5, 0.5, False
        gradebook.find_comment("essay", "hw1", "hw1", "ben").manual_comment = "Show the step between."
        gradebook.find_grade("test_double", "hw1", "hw1", "ada").extra_credit = 1.0
        gradebook.db.commit()
    shutil.copy("autograded/ada/hw1/report.json", "feedback/ada/hw1/report.json")  # as nbgrader hands it out
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as pack:
        for path in sorted(root.rglob("*")):
            if path.is_file() and path.name != "lock" and "__pycache__" not in path.parts:
                pack.write(path, path.relative_to(root))


if __name__ == "__main__":
    main()
